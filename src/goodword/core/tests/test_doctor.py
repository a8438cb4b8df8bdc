"""The questions that `./goodword doctor` asks of the rooms."""

from collections.abc import Iterator

import pytest

from goodword.core import doctor
from goodword.core.doctor import Finding


@pytest.fixture
def only_mine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_checks", [])


@pytest.mark.usefixtures("only_mine")
def test_a_topic_is_asked_alone_and_all_are_asked_together() -> None:
    @doctor.check("light")
    def _light() -> Iterator[Finding]:
        yield Finding("lamp", True, "lit")

    @doctor.check("water")
    def _water() -> Iterator[Finding]:
        yield Finding("well", False, "dry: dig deeper")

    assert doctor.topics() == ["light", "water"]
    assert [finding.what for finding in doctor.findings()] == ["lamp", "well"]
    assert [finding.what for finding in doctor.findings("water")] == ["well"]


@pytest.mark.usefixtures("only_mine")
def test_a_check_that_falls_over_is_a_finding_and_hides_no_other() -> None:
    @doctor.check("broken")
    def _broken() -> Iterator[Finding]:
        raise OSError("no such place")

    @doctor.check("light")
    def _light() -> Iterator[Finding]:
        yield Finding("lamp", True, "lit")

    first, second = doctor.findings()
    assert not first.good and "no such place" in first.says
    assert second.good

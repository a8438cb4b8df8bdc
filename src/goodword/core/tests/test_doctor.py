"""The questions that `./goodword doctor` asks of the rooms."""

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from goodword.core import clock, doctor, restoring
from goodword.core.doctor import Finding
from goodword.core.gate import Ref
from goodword.core.models import EventRecord, Job, SearchWord
from goodword.core.search.index import Entry, index


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


# ------------------------------------------------------------------------------------------- what is really asked


def bad(topic: str) -> dict[str, str]:
    return {one.what: one.says for one in doctor.findings(topic) if one.matters and not one.good}


@pytest.mark.django_db
def test_a_healthy_house_has_nothing_to_say() -> None:
    assert {topic: bad(topic) for topic in ("log", "search", "jobs", "clock", "files") if bad(topic)} == {}


@pytest.mark.django_db
def test_jobs_that_wait_or_were_given_up_are_named() -> None:
    long_ago = clock.now() - timedelta(hours=1)
    Job.objects.create(task="a.b", run_at=long_ago)
    Job.objects.create(
        task="a.c",
        run_at=long_ago,
        state="dead",
        error="Traceback\nValueError: no lamp",
        finished_at=long_ago,
    )
    Job.objects.create(
        task="a.d",
        run_at=long_ago,
        state="dead",
        error=f"{restoring.HELD_BACK}a restore",
        finished_at=long_ago,
    )
    EventRecord.objects.create(name="x.Y", payload={}, at=long_ago)
    found = bad("jobs")
    assert set(found) == {"jobs", "dead letters", "events"}
    assert "1 were given up, the last was a.c (ValueError: no lamp)" in found["dead letters"]
    out = io.StringIO()
    call_command("dead_jobs", stdout=out)
    assert out.getvalue().count("\n") == 1 and "no lamp" in out.getvalue()
    call_command("dead_jobs", "--again", stdout=out)
    assert Job.objects.filter(task="a.c", state="ready").exists()
    assert Job.objects.filter(task="a.d", state="dead").exists(), "what a restore held back stays held back"


@pytest.mark.django_db
def test_an_index_that_lost_a_document_is_named_and_made_anew() -> None:
    index(Entry(Ref("topic", 1), "question", "The lamp", "is lit at night", "everyone", clock.now()))
    before = set(SearchWord.objects.values_list("word", "documents"))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO core_searchfts(core_searchfts) VALUES ('delete-all')")
        assert "reindex" in bad("search")["search index"]
    SearchWord.objects.all().delete()
    assert "reindex" in bad("search")["search words"]
    call_command("reindex", stdout=io.StringIO())
    assert bad("search") == {}
    assert set(SearchWord.objects.values_list("word", "documents")) == before


@pytest.mark.django_db
def test_a_clock_that_went_back_is_named() -> None:
    EventRecord.objects.create(
        name="x.Y", payload={}, at=clock.now() + timedelta(hours=1), dispatched_at=clock.now()
    )
    assert "set it" in bad("clock")["clock"]

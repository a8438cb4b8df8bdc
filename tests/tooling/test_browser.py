"""The browser of the tests: found or named, never left out in silence, and the fixtures that drive it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from goodword.cli import browser, tests
from goodword.cli.problems import Stop


def test_a_named_browser_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = tmp_path / "mine"
    mine.touch(mode=0o700)
    monkeypatch.setenv("GOODWORD_CHROMIUM", str(mine))
    assert browser.find_chromium() == str(mine)


def test_a_named_browser_that_is_not_there_is_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOODWORD_CHROMIUM", "/nowhere/chromium")
    assert browser.ensure_chromium() is None


def test_then_one_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOODWORD_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "google-chrome").touch(mode=0o700)
    assert browser.find_chromium() == str(tmp_path / "google-chrome")


def test_without_any_the_tests_stop_with_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tests, "ensure_chromium", lambda say: None)
    with pytest.raises(Stop, match=r"(?s)GOODWORD_CHROMIUM.*PATH.*apt-get.*playwright install.*--no-browser"):
        tests.run([])


def test_left_out_browser_tests_are_counted(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import pytest\n@pytest.mark.browser\ndef test_a(): ...\ndef test_b(): ...")
    done = pytester.runpytest_subprocess(
        "-p", "goodword.testing.browser", "-p", "no:django", "-o", "markers=browser: x", "--no-browser"
    )
    done.assert_outcomes(passed=1, skipped=1)
    done.stdout.fnmatch_lines(["1 browser tests left out by --no-browser."])


@pytest.mark.browser
def test_a_page_is_driven_and_judged(page: Any, axe: Callable[[Any], list[str]]) -> None:
    page.set_content("<html lang=en><title>A page</title><main><h1>Words</h1><img src='data:,'></main>")
    [violation] = axe(page)
    assert violation.startswith("image-alt: ")


@pytest.mark.browser
def test_the_live_site_answers_with_its_styles(live_server: Any, page: Any) -> None:
    answer = page.goto(f"{live_server.url}/")
    assert answer.status == 200
    sheets = page.evaluate("[...document.styleSheets].map(sheet => sheet.cssRules.length)")
    assert sheets
    assert all(sheets)

"""The browser of the tests: `@pytest.mark.browser` and the fixtures `browser`, `new_page`, `page` and `axe`.

The browser is the one `./goodword test` found and named in GOODWORD_CHROMIUM, else one on the PATH. A test that
finds none fails: it is left out only by `--no-browser`, which says at the end how many were.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from goodword.cli.browser import CHROMIUM_FLAGS, HOW_TO_GET_ONE, find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LEFT_OUT = "left out by --no-browser"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--no-browser`."""
    parser.addoption(
        "--no-browser", action="store_true", help="leave the browser tests out, and say how many"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the browser tests as left out when that was asked for."""
    if config.getoption("--no-browser"):
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=LEFT_OUT))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many browser tests were left out."""
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum(1 for report in skipped if LEFT_OUT in str(report.longrepr))
    if count:
        terminalreporter.write_line(f"{count} browser tests {LEFT_OUT}.", yellow=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless browser for the whole session."""
    from playwright.sync_api import sync_playwright

    path = find_chromium()
    if path is None:
        pytest.fail(HOW_TO_GET_ONE, pytrace=False)
    # Playwright's synchronous interface keeps an event loop in this thread, which Django takes for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A function that opens a page in a fresh context; its keyword arguments are those of `new_context`.

    A request to another host fails the test: our pages call nobody.
    """
    contexts: list[Any] = []
    strangers: list[str] = []

    def guard(route: Any) -> None:
        host = route.request.url.split("/")[2].split(":")[0] if "://" in route.request.url else ""
        if host in ("", "127.0.0.1", "localhost", "[", "[::1]"):
            route.continue_()
        else:
            strangers.append(route.request.url)
            route.abort()

    def open_page(**context_options: Any) -> Page:
        context = browser.new_context(**{"locale": "en-GB", **context_options})
        contexts.append(context)
        context.route("**/*", guard)
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not strangers, f"the page called other hosts: {strangers}"


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One page, 1280 × 800, with JavaScript, in the light theme."""
    return new_page(viewport={"width": 1280, "height": 800})


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """A function that runs axe on a page and gives each violation as a line: rule, what is wrong, where."""
    source = (Path(__file__).parents[3] / "tests" / "browser" / "vendor" / "axe.min.js").read_text(
        encoding="utf-8"
    )

    def violations(page: Page) -> list[str]:
        if not page.evaluate("typeof window.axe === 'object'"):
            page.evaluate(source)
        found = page.evaluate(
            "axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)"
        )
        return [
            f"{rule['id']}: {rule['help']}: {node['target'][0]}: {node.get('failureSummary', '')}"
            for rule in found
            for node in rule["nodes"]
        ]

    return violations

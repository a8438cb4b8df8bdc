"""An open page counts along: the bell, and the line that says that there are new replies."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.browser.hands import Hands

from goodword.testing.site import Site

pytestmark = pytest.mark.browser
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def enter(new_page: Callable[..., Any], site: Site) -> Callable[..., Hands]:
    def opened(person: str = "", script: bool = True) -> Hands:
        page = new_page(viewport=WIDE, java_script_enabled=script)
        if person:
            page.context.add_cookies([site.cookie(person)])
        return Hands(page, site.url, False)

    return opened


def test_an_open_page_tells_of_new_replies_and_the_bell_counts(
    enter: Callable[..., Hands], site: Site
) -> None:
    asked = enter("joris")
    asked.go("/ask")
    asked.fill("q", "Does the lantern go on the left?")
    asked.fill("body", "The hook is on the right.")
    asked.press("Ask this question")
    address = asked.page.url.split("?")[0].split("#")[0]
    bell = asked.page.locator("[data-live]")
    before = bell.get_attribute("aria-label")
    silent = enter("joris", script=False)
    silent.go(address)

    answers = enter("gwen")
    answers.go(address)
    answers.fill("body", "On the left, where the wind is not.")
    answers.press("Answer")
    bar = asked.page.locator(".live-bar")
    bar.wait_for(state="visible", timeout=15_000)
    assert "1 new reply" in bar.inner_text()
    assert answers.page.locator(".live-bar").count() == 0, "one's own reply is no news"

    # A notice is told half a minute later, while its writer can still take the text back.
    asked.page.wait_for_function(
        "was => document.querySelector('[data-live]').getAttribute('aria-label') !== was",
        arg=before,
        timeout=60_000,
    )
    assert bell.locator(".count").inner_text() == "1"
    with asked.page.expect_navigation():
        bar.get_by_role("button").click()
    asked.reads("where the wind is not")
    assert asked.page.locator(".live-bar").count() == 0
    silent.page.reload()
    silent.reads("where the wind is not")


def test_a_visitor_opens_no_stream(enter: Callable[..., Hands], site: Site) -> None:
    nobody = enter()
    asked: list[str] = []
    nobody.page.on("request", lambda request: asked.append(request.url))
    nobody.go(site.pages["topic"])
    nobody.page.wait_for_load_state("load")
    assert not [url for url in asked if "/live/" in url]

"""The embedded elements on a page of another origin, under a strict policy of its own: drawn, no cookie either way, a link without script."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from goodword.testing.site import Site

pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang="{lang}" dir="{dir}"><head><meta charset="utf-8"><title>A shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script type="module" src="{site}/embed/goodword.js"></script></head><body><main><h1>The thing itself</h1>
<goodword-reviews product="{product}"><a id="way" href="{site}/p/{product}">What customers say</a></goodword-reviews>
<goodword-ask product="{product}"><a href="{site}/ask">Ask us</a></goodword-ask></main></body></html>"""


class Shop:
    """The company's own site. `policy` is the one docs/embed.md asks for, and nothing more."""

    def __init__(self, site: Site) -> None:
        self.policy = (
            f"default-src 'none'; script-src {site.url}; connect-src {site.url}; form-action {site.url}; "
            "base-uri 'none'; require-trusted-types-for 'script'"
        )
        self.pages = {
            f"/{lang}/{product}": PAGE.format(site=site.url, product=product, lang=lang, dir=direction)
            for lang, direction in (("en", "ltr"), ("he", "rtl"))
            for product in (1, 999999)
        }
        shop = self

        class Answering(BaseHTTPRequestHandler):
            def _page(self) -> None:
                text = shop.pages.get(self.path, "").encode()
                self.send_response(200 if text else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", shop.policy)
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_parts: Any) -> None:
                """Say nothing."""

        method = "do_GET"  # the name http.server looks for
        setattr(Answering, method, Answering._page)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def shop(site: Site) -> Iterator[Shop]:
    """A second origin."""
    made = Shop(site)
    yield made
    made.server.shutdown()
    made.server.server_close()


def drawn(page: Any) -> None:
    for name in ("goodword-reviews", "goodword-ask"):
        page.locator(f"{name} section").wait_for()


def watched(page: Any) -> list[str]:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "he"])
def test_drawn_on_another_origin_under_its_own_policy(
    new_page: Callable[..., Any],
    axe: Callable[[Any], list[str]],
    site: Site,
    shop: Shop,
    scheme: str,
    lang: str,
) -> None:
    for width in (1280, 390):
        page = new_page(
            color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=False, locale="en-GB"
        )
        complaints = watched(page)
        page.goto(f"{shop.url}/{lang}/1")
        drawn(page)
        words = page.locator("goodword-reviews section").inner_text()
        assert "received" in words or "התקבל" in words or lang == "he"
        assert page.locator("goodword-reviews section").get_attribute("dir") == (
            "rtl" if lang == "he" else "ltr"
        )
        assert page.locator("goodword-reviews .sides li").count() >= 2
        assert page.locator("goodword-reviews .rows li").count() == 5
        assert not page.locator("#way").is_visible()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0
        assert complaints == []
        page.context.close()
        page = new_page(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
        page.goto(f"{shop.url}/{lang}/1")  # axe is a script the shop's policy would refuse
        drawn(page)
        assert [line for line in axe(page) if not line.startswith(("region", "landmark"))] == []


def test_no_cookie_in_either_direction_and_nothing_stored(
    new_page: Callable[..., Any], site: Site, shop: Shop
) -> None:
    """A member who is signed in there is nobody here, though the browser holds their cookie for that very host."""
    page = new_page()
    page.context.add_cookies([site.cookie("hannah")])
    before = page.context.cookies()
    sent: list[dict[str, str]] = []
    received: list[dict[str, str]] = []
    page.on(
        "request", lambda request: sent.append(request.all_headers()) if site.url in request.url else None
    )
    page.on(
        "response", lambda answer: received.append(answer.all_headers()) if site.url in answer.url else None
    )
    page.goto(f"{shop.url}/en/1")
    drawn(page)
    page.locator("goodword-ask input[name=q]").type("How do I", delay=20)
    page.wait_for_timeout(600)
    assert len(sent) >= 4
    assert not any("cookie" in headers for headers in sent)
    assert not any("set-cookie" in headers for headers in received)
    assert page.context.cookies() == before
    kept = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie.includes('session')]")
    assert kept[:2] == [0, 0]


def test_a_link_without_script_and_where_something_is_amiss(
    new_page: Callable[..., Any], site: Site, shop: Shop
) -> None:
    bare = new_page(java_script_enabled=False)
    bare.goto(f"{shop.url}/en/1")
    assert bare.locator("#way").is_visible()
    bare.locator("#way").click()
    assert bare.url.startswith(f"{site.url}/products/1/")
    amiss = new_page()
    amiss.goto(f"{shop.url}/en/999999")
    amiss.locator("goodword-ask section").wait_for()
    amiss.wait_for_timeout(300)
    assert amiss.locator("#way").is_visible()


def test_the_question_goes_along_and_the_keyboard_is_enough(
    new_page: Callable[..., Any], site: Site, shop: Shop
) -> None:
    page = new_page()
    page.goto(f"{shop.url}/en/1")
    drawn(page)
    title = page.evaluate(
        "async (url) => (await (await fetch(url + '/questions.json')).json()).items[0].title", site.url
    )
    page.locator("goodword-ask input[name=q]").focus()
    page.keyboard.type(title)
    page.locator("goodword-ask .found a").first.wait_for()
    assert "like this" in page.locator("goodword-ask [role=status]").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/ask?*")
    assert page.locator("form[data-suggest] input").first.input_value() == title
    assert "product=1" in page.url


def test_the_sample_page(new_page: Callable[..., Any], axe: Callable[[Any], list[str]], site: Site) -> None:
    for scheme in ("light", "dark"):
        page = new_page(color_scheme=scheme, viewport={"width": 390, "height": 844})
        complaints = watched(page)
        page.goto(f"{site.url}/embed/sample?product=1")
        drawn(page)
        assert axe(page) == []
        assert complaints == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

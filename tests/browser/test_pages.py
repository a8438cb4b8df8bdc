"""Every page as a visitor's browser meets it: axe, both themes, small and large, both directions; nothing moves, nothing breaks."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from goodword.testing.site import Site

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
PUBLIC = (
    "home", "ask", "questions", "topic", "open question", "hebrew question", "withheld", "withdrawn", "ideas", "idea", "open idea",
    "stories", "story", "reviews", "review", "product", "product without reviews", "shelves", "shelf", "maker", "spaces", "space", "tags",
    "tag", "events", "event", "staff", "profile", "staff profile", "search",
)  # fmt: skip
FALLEN = ("withheld", "withdrawn", "/questions?page=99")
MORE_PUBLIC = (
    "/search?q=nothingofthekind", "/sign-in", "/sign-up", "/sign-in/link", "/reset", "/sign-in/sent", "/how-reviews-work", "/trust/rules",
    "/ideas/new", "/stories/new", "/ideas/done", "/you/data", "/no-such-page", "/products/1/review", "/topics/1/history", "/left",
    "/embed/sample",
)  # fmt: skip
MEMBER = (
    "home", "ask", "topic", "open question", "idea", "product", "/products/4/review", "/ideas/new", "/stories/new", "/notices", "/drafts",
    "/you", "/you/notices", "/you/address", "/you/password", "/you/sessions", "/you/roles", "/you/data", "/you/claim", "/you/deletion",
    "/topics/3/edit",
)  # fmt: skip
DESK = (
    "/desk", "/desk/products", "/desk/products/new", "/desk/products/1", "/desk/shelves", "/desk/shelves/new", "/desk/spaces",
    "/desk/tags", "/desk/orders", "/desk/receipts", "/desk/staff", "/desk/claims", "/desk/site", "/desk/events/new", "/desk/events/1",
    "/desk/withhold/topic/1", "/desk/import", "/topics/1/duplicate", "/you/staff-page",
    "/desk/webhooks", "/desk/webhooks/new", "/desk/webhooks/1",
)  # fmt: skip


@pytest.fixture
def open_page(new_page: Callable[..., Any], site: Site) -> Callable[..., Any]:
    """A function that opens a page as somebody; what the browser complains of is kept in `page.complaints`."""

    def opened(person: str = "", **options: Any) -> Any:
        page = new_page(**options)
        if person:
            page.context.add_cookies([site.cookie(person)])
        page.complaints = []
        page.on(
            "console",
            lambda message: page.complaints.append(message.text) if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("requestfailed", lambda request: _note_failure(page, request))
        return page

    return opened


def _note_failure(page: Any, request: Any) -> None:
    """What could not be loaded; a file still on its way when the test goes to the next page was not refused."""
    if request.failure != "net::ERR_ABORTED":
        page.complaints.append(f"{request.url} {request.failure}")


def path_of(site: Site, name: str) -> str:
    return name if name.startswith("/") else site.pages[name]


def overflow(page: Any) -> str:
    """What sticks out of the page sideways, "" for nothing."""
    return str(
        page.evaluate("""() => {
      const wide = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= wide) return "";
      const out = [...document.querySelectorAll("body *")].filter((e) => {
        const box = e.getBoundingClientRect();
        return box.width && (box.right > wide + 1 || box.left < -1);
      });
      return out.slice(0, 3).map((e) => `${e.tagName.toLowerCase()}.${e.className}`).join(", ") || "something";
    }""")
    )


def look(page: Any, site: Site, names: tuple[str, ...], axe: Callable[[Any], list[str]], label: str,
         widths: tuple[int, ...] = (), fallen: Iterable[str] = FALLEN) -> Iterator[str]:  # fmt: skip
    """Go to each page and say what is wrong with it; `widths`: at which other widths nothing may stick out either."""
    for name in names:
        page.complaints.clear()
        answer = page.goto(site.url + path_of(site, name))
        status = answer.status if answer else 0
        if status >= 500:
            yield f"{name} {label}: {status}"
            continue
        if status >= 400 and name not in fallen and not name.startswith("/no-such"):
            yield f"{name} {label}: {status}"
        if status >= 400:  # the browser says so of the page itself, which is meant
            page.complaints[:] = [text for text in page.complaints if "Failed to load resource" not in text]
        yield from (f"{name} {label}: {line}" for line in axe(page))
        usual = page.viewport_size
        for width in (usual["width"], *widths):
            if width != usual["width"]:
                page.set_viewport_size({"width": width, "height": 700})
            if sticks_out := overflow(page):
                yield f"{name} {label}: wider than {width} px: {sticks_out}"
        if widths:
            page.set_viewport_size(usual)
        yield from (f"{name} {label}: the browser says {text}" for text in page.complaints)


def report(wrong: list[str]) -> str:
    return f"{len(wrong)}:\n" + "\n".join(line[:400] for line in wrong[:40])


def colours_and_targets(page: Any) -> list[str]:
    """What another theme or another width can change, after all rules were asked in two of the four."""
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run(document, {runOnly: ['color-contrast', 'target-size', 'scrollable-region-focusable'], resultTypes: ['violations']})"
        ".then(result => result.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target[0]}: ${node.failureSummary}`)))"
    )
    return [str(line) for line in found]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_public_pages(open_page: Any, site: Site, axe: Any, theme: str, size: str) -> None:
    page = open_page(viewport=SIZES[size], color_scheme=theme)
    judge = axe if (theme, size) in (("light", "wide"), ("dark", "phone")) else colours_and_targets
    # 640 px is what a window of 1280 px shows at 200 %.
    narrow = {"phone": (320,), "wide": (640,)}[size] if theme == "light" else ()
    wrong = list(look(page, site, PUBLIC + MORE_PUBLIC, judge, f"{theme} {size}", widths=narrow))
    kept = page.evaluate("JSON.stringify([Object.keys(localStorage), Object.keys(sessionStorage)])")
    assert json.loads(kept) == [[], []], "somebody who only reads has something kept in their browser"
    assert page.context.cookies() == []
    assert not wrong, report(wrong)


@pytest.mark.parametrize(("theme", "size"), [("light", "wide"), ("dark", "phone")])
def test_pages_of_a_member(open_page: Any, site: Site, axe: Any, theme: str, size: str) -> None:
    page = open_page("eleanor", viewport=SIZES[size], color_scheme=theme)
    wrong = list(look(page, site, MEMBER, axe, f"{theme} {size}"))
    assert not wrong, report(wrong)


@pytest.mark.parametrize(("theme", "size"), [("light", "wide"), ("dark", "phone")])
def test_pages_of_the_desk(open_page: Any, site: Site, axe: Any, theme: str, size: str) -> None:
    page = open_page("tom", viewport=SIZES[size], color_scheme=theme)
    wrong = list(look(page, site, DESK, axe, f"{theme} {size}"))
    assert not wrong, report(wrong)


def test_pages_in_hebrew(open_page: Any, site: Site, axe: Any) -> None:
    page = open_page(viewport=SIZES["phone"], color_scheme="dark", locale="he")
    names = {name: "/he" + path_of(site, name) for name in PUBLIC}
    fallen = {names[name] for name in FALLEN if name in names}
    wrong = list(look(page, site, tuple(names.values()), axe, "in Hebrew", widths=(320, 1280), fallen=fallen))
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert not wrong, report(wrong)


def test_an_empty_site(open_page: Any, site: Site, axe: Any) -> None:
    """Lists with nothing in them: a search, a tag and a product nobody spoke of."""
    page = open_page(viewport=SIZES["phone"])
    names = (
        "/search?q=qqqqqq",
        "product without reviews",
        "/questions?page=99",
        "/reviews?stars=3",
        "/shelves/islands",
    )
    wrong = list(look(page, site, names, axe, "empty"))
    assert not wrong, report(wrong)


@pytest.mark.parametrize("name", ["topic", "product", "home"])
def test_a_first_visit_is_light_and_still(open_page: Any, site: Site, name: str) -> None:
    """60 kB and 8 requests over the wire in all; no cookie; no layout shift."""
    page = open_page(viewport=SIZES["phone"])
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    weights: list[float] = []
    line.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    page.add_init_script("""
      window.shift = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value; })
        .observe({ type: "layout-shift", buffered: true });
    """)
    page.goto(site.url + site.pages[name], wait_until="networkidle")
    limit = 60_000 if name == "topic" else 90_000
    assert sum(weights) <= limit, f"{sum(weights)} bytes in {len(weights)} requests"
    assert name != "topic" or len(weights) <= 8, f"{len(weights)} requests"
    assert page.evaluate("window.shift") == 0
    assert page.context.cookies() == []

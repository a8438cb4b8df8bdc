"""Everything `bench pages` measures on one home, beside what is to be reached and what others were measured at."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goodword.connect.benching import processes, served
from goodword.connect.benching.dump import MadeUp, Sizes
from goodword.connect.benching.served import Asked, Server

REPLIES = 60
WARM = 1_000  # requests after which the memory is read


@dataclass(frozen=True)
class Line:
    """One line of the table. to_reach: the most (or, for a rate, the least) that is allowed, None where nothing was asked."""

    what: str
    value: float
    unit: str
    to_reach: float | None = None
    least: bool = False
    others: str = ""
    asked: Asked | None = None

    @property
    def met(self) -> bool | None:
        """Whether the number is reached; None where nothing was asked."""
        if self.to_reach is None:
            return None
        return self.value >= self.to_reach if self.least else self.value <= self.to_reach

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        more = self.asked.as_json() if self.asked else {}
        return {
            "what": self.what,
            "value": self.value,
            "unit": self.unit,
            "to_reach": self.to_reach,
            "met": self.met,
        } | more


def measured(
    home: Path, told: dict[str, Any], sizes: Sizes, count: int, say: Callable[[str], None]
) -> list[Line]:
    """All lines, on a server started for it."""
    lines: list[Line] = []
    with served.serving(home) as server:
        for line in _lines(server, told, sizes, count):
            say(f"{line.what}: {line.value:g} {line.unit}")
            lines.append(line)
    return lines


def _lines(server: Server, told: dict[str, Any], sizes: Sizes, count: int) -> Iterator[Line]:
    twenties = told["twenties"]
    weight, requests = served.first_visit(server, twenties[-1])
    yield from _pages(server, told, count)
    searches = [f"/search?q={words.replace(' ', '+')}" for words in told["searches"]]
    yield _page("search, two words", served.ask(server, searches, count), 12, "79 / 79 / 342")
    _warm(server, told)
    memory = processes.memory(server.pid)
    vectors = processes.holds(server.pid, "onnxruntime")
    yield from _writing(server, told, sizes)
    yield Line("first visit to a topic", weight, "kB", 60, others="684 / 467 / 182")
    yield Line("first visit to a topic", requests, "requests", 8, others="42 / 9 / 6")
    yield Line(
        f"memory after {WARM:,} requests",
        memory.mb,
        "MB",
        300 if vectors else 200,
        others="213-486 / 207 / 245",
    )
    for part, mb in memory.parts.items():
        yield Line(f"  {part}", mb, "MB")
    yield Line("import of posts", told["posts_a_second"], "a second", 500, least=True)
    yield Line("import of posts, on a processor of its own", told["posts_a_cpu_second"], "a second")


def _pages(server: Server, told: dict[str, Any], count: int) -> Iterator[Line]:
    twenties, cookie = told["twenties"], told["cookie"]
    lists = list(_list_pages(server, min(count, 150)))
    yield _page("topic list, anonymous", served.ask(server, ["/questions"], count), 8, "42 / 176 / 33")
    yield _page("  each page of it once", served.ask(server, lists, len(lists)))
    yield _page(
        "topic page of 20 posts, anonymous", served.ask(server, twenties[:1], count), 8, "42 / 119 / 30"
    )
    once = twenties[1 : min(count, len(twenties))]
    unread = twenties[60:120] or twenties[-count:]
    yield _page("  each page once", served.ask(server, once, len(once)))
    yield _page(
        "topic page, signed in", served.ask(server, twenties[:50], count, cookie), 16, "71 / 135 / 59"
    )
    yield _page("  each page once", served.ask(server, unread, len(unread), cookie))
    yield _page("topic list, signed in", served.ask(server, ["/questions"], count, cookie))


def _page(what: str, asked: Asked, to_reach: float | None = None, others: str = "") -> Line:
    return Line(what, asked.cpu_ms, "CPU ms", to_reach, others=others, asked=asked)


def _list_pages(server: Server, most: int) -> Iterator[str]:
    """The addresses of the pages of the list, by the link to the next one; not asked for as such."""
    path = "/questions?sort=newest"
    for _number in range(most):
        page = served.text_of(*server.get(path)[1:])
        found = re.search(r'<a class="button" rel="next" href="([^"]*)"', page)
        if not found:
            return
        path = "/questions" + found[1].replace("&amp;", "&")
        yield path.replace("sort=newest&", "") + "&sort=newest"


def _warm(server: Server, told: dict[str, Any]) -> None:
    """Requests of all kinds."""
    kinds = [*told["twenties"][:100], *told["others"][:100], "/questions", "/", "/reviews"]
    for number in range(WARM):
        server.get(kinds[number % len(kinds)], told["cookie"] if number % 4 == 0 else "")


def _writing(server: Server, told: dict[str, Any], sizes: Sizes) -> Iterator[Line]:
    """Replies one after another; then how soon a question is found and a reply is told of."""
    made_up, cookie = MadeUp(sizes), told["cookie"]
    words = [made_up._sentence(made_up.random.randint(40, 120)) for _ in range(REPLIES)]
    asked = served.replies(server, told["others"][:REPLIES], lambda number: words[number], cookie)
    yield Line("a reply, one after another", asked.p50_ms, "ms", 15, others="90 / 47 / 23", asked=asked)
    yield Line("a new question is found after", _found_after(server, cookie), "ms", 1000)


def _found_after(server: Server, cookie: str) -> float:
    """Milliseconds from the answer to a new question until a search by its words finds it."""
    form = served.form_of(server, "/ask", cookie, 'name="title"')
    word = f"zimbelstern{int(time.time())}"
    sent = form | {
        "title": f"Where is the {word} kept",
        "body": "It was here before.",
        "audience": "everyone",
    }
    status, _body, _headers = server.post(sent.pop("action") or "/ask", sent, cookie)
    if status != 303:
        raise RuntimeError(f"a question answers {status}")
    begun = time.perf_counter()
    while time.perf_counter() - begun < 10:
        if word in served.text_of(*server.get(f"/search?q={word}", cookie)[1:]).split("<main", 1)[-1].replace(
            f'value="{word}"', ""
        ):
            return round((time.perf_counter() - begun) * 1000)
    return 10_000

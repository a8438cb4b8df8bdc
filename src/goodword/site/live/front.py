"""The asynchronous door of `/live/`. It sets no cookie, stores nothing, and tells a member only what the gate lets them see."""

import asyncio
import json
import resource
import secrets
import time
from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.db import Error
from django.http.request import split_domain_port, validate_host

from goodword.core.middleware import CSP
from goodword.site.live import asking
from goodword.site.live.asking import Asked
from goodword.site.live.hub import Hub, Line

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
PATH = "/live/"
A_PERSON = 6  # lines; one more ends the oldest
HEARTBEAT = 20.0  # seconds; below what proxies allow a silent line
SLOW = 10.0  # seconds for which a line may refuse to take what it is told
RETRY = 3000  # milliseconds after which a browser comes back
PAGES = 200  # open files that are kept for pages
MOST = 1000
HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
_hubs: dict[str, Hub] = {}


def hub() -> Hub:
    """The hub of this process."""
    if "one" not in _hubs:
        _hubs["one"] = Hub()
    return _hubs["one"]


def leave() -> None:
    """End all lines and take no more: this process is about to stop."""
    hub().leave()


def most_lines() -> int:
    """How many lines this process holds at most: half of the files it may open beyond those of the pages."""
    files, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if files == resource.RLIM_INFINITY else max(8, min(MOST, (files - PAGES) // 2))


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answer `/live/`: 204 to whoever is not signed in, 503 when full, else a stream until one side ends it."""
    refused, asked = _understood(scope)
    if asked is None:
        await _answer(send, refused)
        return
    here = hub()
    if here.leaving or len(here.lines) >= most_lines():
        await _answer(send, 503, {"Retry-After": str(30 + secrets.randbelow(60))})
        return
    try:
        found = await here.ask(asking.news_for, asked)
    except Error:
        await _answer(send, 503, {"Retry-After": "30"})
        return
    if found is None:
        await _answer(send, 204)
        return
    line = Line(asked, found[0], found[1], time.monotonic())
    mine = [other for other in here.lines if other.person == line.person]
    for oldest in mine[: max(0, len(mine) - A_PERSON + 1)]:
        oldest.end()
    try:
        here.add(line)
        await _stream(line, _header(scope, b"last-event-id"), receive, send)
    finally:
        here.drop(line)


def _understood(scope: dict[str, Any]) -> tuple[int, Asked | None]:
    """What is asked, or the status of the refusal."""
    if scope["method"] != "GET":
        return 405, None
    domain, _port = split_domain_port(_header(scope, b"host"))
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return 400, None
    if _header(scope, b"sec-fetch-site") not in ("", "same-origin", "none"):
        return 403, None
    try:
        cookie = SimpleCookie(_header(scope, b"cookie")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        cookie = None
    if cookie is None or not cookie.value.isascii() or len(cookie.value) > 64:
        return 204, None
    said = parse_qs(scope.get("query_string", b"").decode("latin-1"), max_num_fields=8)
    language = said.get("lang", [settings.LANGUAGE_CODE])[0]
    return 200, Asked(
        session=cookie.value,
        gpc=_header(scope, b"sec-gpc") == "1",
        language=language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
        topic=int(_number(said, "topic")),
        since=_number(said, "since"),
    )


def _number(said: dict[str, list[str]], name: str) -> float:
    """A number of an address; 0 for what is none, and for one that no clock and no row can have."""
    try:
        number = float(said.get(name, ["0"])[0])
    except ValueError:
        return 0.0
    return number if 0 < number < 32503680000 else 0.0


def _header(scope: dict[str, Any], name: bytes) -> str:
    """The first value of a header, "" where there is none."""
    found = next((value for key, value in scope["headers"] if key == name), b"")
    return str(found.decode("latin-1"))


async def _answer(send: Send, status: int, headers: dict[str, str] | None = None) -> None:
    """An answer without words."""
    own = {**HEADERS, "Content-Type": "text/plain", "Content-Length": "0", **(headers or {})}
    if status == 204:
        del own["Content-Length"], own["Content-Type"]
    if status == 405:
        own["Allow"] = "GET"
    await send({"type": "http.response.start", "status": status, "headers": _raw(own)})
    await send({"type": "http.response.body", "body": b""})


def _raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as the server takes them."""
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


async def _stream(line: Line, known: str, receive: Receive, send: Send) -> None:
    """Say what is new until the browser goes, the session ends, or this process stops."""
    await send({"type": "http.response.start", "status": 200, "headers": _raw(HEADERS)})
    gone = asyncio.ensure_future(_gone(receive))
    # Each browser comes back after another time, so that they do not come all at once.
    words = f"retry: {RETRY + secrets.randbelow(RETRY)}\n\n"
    last = _mark(line.said)
    if known != last:
        words += _event(line.said)
    try:
        while line.open and not gone.done():
            await _say(send, words)
            told = asyncio.ensure_future(line.told.wait())
            done, _waiting = await asyncio.wait(
                {told, gone}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED
            )
            told.cancel()
            line.told.clear()
            news = _mark(line.said) != last or told in done
            words, last = _event(line.said) if news else ": still here\n\n", _mark(line.said)
        if not gone.done():
            await asyncio.wait_for(send({"type": "http.response.body", "body": b""}), SLOW)
    except (TimeoutError, OSError):
        return  # it does not take what it is told: it will come back
    finally:
        gone.cancel()


async def _say(send: Send, words: str) -> None:
    await asyncio.wait_for(
        send({"type": "http.response.body", "body": words.encode(), "more_body": True}), SLOW
    )


async def _gone(receive: Receive) -> None:
    """Return when the browser has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _event(said: dict[str, Any]) -> str:
    return f"id: {_mark(said)}\nevent: news\ndata: {json.dumps(said)}\n\n"


def _mark(said: dict[str, Any]) -> str:
    """What a browser that comes back shows that it knows: then it is not told again."""
    return f"{said['unread']}-{said.get('replies', '')}"

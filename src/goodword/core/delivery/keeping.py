"""Pages for the anonymous, rendered once and delivered while everything they were made from is still so.

What an anonymous visitor sees depends on the address, on `Sec-GPC` and on the database. So beside a rendered page stand the
questions it put to the database and the digest of each answer. Before it is delivered again, all of them are asked again: the
gate's own conditions stand in those statements, so a text that was withheld a moment ago is gone at once, in every process and
after any crash (law 4). Nothing has to be told to this store, so no verb can forget to.

What no question says is bounded by time: a page is rendered anew after `LASTS`.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from goodword.core import formguard, once
from goodword.core.delivery.asking import Answered, listening, still_so
from goodword.core.delivery.filling import fill
from goodword.core.delivery.packing import Packed, pack
from goodword.core.settings_registry import settings_stamp

LASTS = 60.0  # seconds
MOST_BYTES = 8_000_000
_OVERHEAD = 4_000  # bytes of statements, headers and keys beside a page
V = TypeVar("V", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Kept:
    """A page, what must still be so, and until when it may be delivered (monotonic seconds)."""

    page: Packed
    headers: tuple[tuple[str, str], ...]
    answers: tuple[Answered, ...]
    until: float


class Pages:
    """The kept pages of this process, those asked for last; bounded in bytes."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._bytes = most_bytes, 0
        self._pages: OrderedDict[tuple[Any, ...], Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[Any, ...]) -> Kept | None:
        """A page that is not too old."""
        with self._lock:
            found = self._pages.get(key)
            if found is not None:
                self._pages.move_to_end(key)
        return found if found and found.until > time.monotonic() else None

    def put(self, key: tuple[Any, ...], kept: Kept) -> None:
        """Keep a page; those asked for longest ago make room."""
        with self._lock:
            self._drop(key)
            self._pages[key] = kept
            self._bytes += kept.page.size + _OVERHEAD
            while self._bytes > self._most:
                self._drop(next(iter(self._pages)))

    def drop(self, key: tuple[Any, ...]) -> None:
        """Forget one page."""
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        """Forget all (between tests)."""
        with self._lock:
            self._pages.clear()
            self._bytes = 0

    def _drop(self, key: tuple[Any, ...]) -> None:
        gone = self._pages.pop(key, None)
        if gone is not None:
            self._bytes -= gone.page.size + _OVERHEAD


pages = Pages()


def lasting(view: V) -> V:
    """A page that shows the anonymous nothing but what its address, `Sec-GPC` and the database say: it may be kept."""
    vars(view)["lasting"] = True
    return view


class Delivery:
    """The middleware that delivers kept pages, keeps new ones, and fills in the tokens of every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = _key(request)
        if key is None:
            return _filled(request, self.get_response(request))
        kept = pages.get(key)
        if kept is not None:
            delivered = _delivered(kept) if _holds(kept) else None
            if delivered is not None:
                return delivered
            pages.drop(key)
        with listening() as asked:
            response = self.get_response(request)
        answers = asked.answers() if _may_last(request, response) else None
        if answers is not None and isinstance(response, HttpResponse):
            headers = tuple(response.headers.items())
            pages.put(key, Kept(pack(response.content), headers, answers, time.monotonic() + LASTS))
        return _filled(request, response)


def _key(request: HttpRequest) -> tuple[Any, ...] | None:
    """What the page of somebody unknown depends on, None for everybody and everything else."""
    meta = request.META
    if request.method != "GET" or meta.get("HTTP_COOKIE") or meta.get("HTTP_AUTHORIZATION"):
        return None
    if meta.get("HTTP_HX_REQUEST") or "gzip" not in meta.get("HTTP_ACCEPT_ENCODING", ""):
        return None
    path = meta.get("RAW_URI") or request.get_full_path()
    if path.startswith((settings.STATIC_URL, "/healthz", "/api/")):
        return None
    quarter = time.time() // 900  # the day of the house turns over at a quarter of an hour, whatever its zone
    gpc = meta.get("HTTP_SEC_GPC")
    return (path, meta.get("HTTP_HOST"), request.scheme, gpc, quarter, settings_stamp())


def _holds(kept: Kept) -> bool:
    try:
        return still_so(kept.answers)
    except DatabaseError:
        return False


def _may_last(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the answer is a whole page that a view declared to be lasting, and that nothing forbids to keep."""
    view = getattr(request.resolver_match, "func", None)
    return (
        getattr(view, "lasting", False)
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "Cache-Control" not in response.headers
        and response.headers.get("Content-Type", "").startswith("text/html")
    )


def _delivered(kept: Kept) -> HttpResponse | None:
    try:
        response = HttpResponse(kept.page.deliver(formguard.anonymous_token, once.new_key))
    except ValueError:
        return None
    for name, value in kept.headers:
        response.headers[name] = value
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _filled(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer with its tokens and its length: without a length its end is sent apart, for which a line may wait 40 ms."""
    if isinstance(response, HttpResponse) and not response.streaming:
        before = response.content
        after = fill(before, lambda: formguard.new_token(request), once.new_key)
        if after is not before:
            response.content = after
        if response.status_code not in (204, 304):
            response.headers["Content-Length"] = str(len(after))
    return response

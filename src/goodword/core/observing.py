"""Each request has an id, is timed and counted, and is told in one line of the log, without anything of who asked."""

import logging
import re
import secrets
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from goodword.core.logs import route_of
from goodword.core.metrics import REQUEST_SECONDS, REQUESTS

log = logging.getLogger("goodword.requests")
SLOW = 2.0  # seconds
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_DOORS = (
    ("/static/", "static"),
    ("/media/", "picture"),
    ("/api/", "api"),
    ("/healthz", "health"),
    ("/metrics", "health"),
)


class Observe:
    """The outermost middleware. An id that a trusted proxy gave is kept, so that its log and ours tell the same story."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        name = _given(request) or secrets.token_hex(8)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=name)
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        door = door_of(request.path)
        REQUESTS.labels(door, f"{response.status_code // 100}xx").inc()
        REQUEST_SECONDS.labels(door).observe(seconds)
        if response.status_code >= 500:
            response.headers["X-Request-Id"] = name
        _tell(request, response.status_code, seconds, door)
        return response


def door_of(path: str) -> str:
    """What kind of address this is: few words, so that the numbers stay few."""
    for prefix, door in _DOORS:
        if path.startswith(prefix):
            return door
    return "feed" if path.endswith((".atom", ".xml", "feed.json")) else "page"


def _given(request: HttpRequest) -> str:
    said = request.headers.get("X-Request-Id", "") if settings.GOODWORD_TRUSTED_PROXY else ""
    return said if _ID.fullmatch(said) else ""


def _tell(request: HttpRequest, status: int, seconds: float, door: str) -> None:
    level = logging.WARNING if status >= 500 or seconds > SLOW else logging.INFO
    if not log.isEnabledFor(level):
        return
    about = {
        "method": request.method,
        "route": route_of(request),
        "status": status,
        "ms": round(seconds * 1000, 1),
        "door": door,
    }
    log.log(level, "slow request" if seconds > SLOW else "request", extra=about)

"""`send`: one request, its bounds, and the redirects it may follow."""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urljoin

import httpcore2
import httpx2
from django.conf import settings

from goodword.core.outbound.addresses import Blocked, Failed, check_address, left
from goodword.core.outbound.wire import GuardedTransport

_LEADS_ON = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class Bounds:
    """How long (seconds) and how much (bytes) one request may take. redirects: how many hops; each is judged anew."""

    connect: float = 3.0
    read: float = 10.0
    total: float = 20.0
    size: int = 1_000_000
    redirects: int = 0


@dataclass(frozen=True)
class Answer:
    """What came back. url: where from, after redirects. headers: names in lower case. cut: there was more than `size`."""

    status: int
    url: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    cut: bool = False


def send(
    method: str,
    url: str,
    *,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    bounds: Bounds | None = None,
    cut: bool = False,
) -> Answer:
    """Send one request and give back the answer, whatever its status.

    cut: keep the first `bounds.size` bytes of a longer body instead of refusing it. Raises Blocked where we do not go, Failed where
    no whole answer came. Only GET and HEAD follow redirects; headers of the caller (which may hold a secret) stay with the first host.
    """
    bounds = bounds or Bounds()
    began = time.monotonic()
    deadline = began + bounds.total
    given = dict(headers or {})
    for hop in range(bounds.redirects + 1):
        answer = _one(method, url, body, given, bounds, deadline, cut)
        goal = answer.headers.get("location", "")
        if answer.status not in _LEADS_ON or not goal or not bounds.redirects:
            return _timed(answer, began)
        if hop == bounds.redirects or method not in ("GET", "HEAD"):
            break
        url, given = _next(url, goal, given)
    raise Blocked("redirect", "leads on too often")


def _next(url: str, goal: str, headers: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The next hop: never from https down to http, and without the caller's headers on another host."""
    onward = urljoin(url, goal)
    there, here = check_address(onward), check_address(url)
    if url.startswith("https:") and not onward.startswith("https:"):
        raise Blocked("redirect", "from https to http")
    return onward, headers if there == here else {}


def _one(
    method: str, url: str, body: bytes, headers: dict[str, str], bounds: Bounds, deadline: float, cut: bool
) -> Answer:
    place = check_address(url)
    timeout = httpx2.Timeout(bounds.read, connect=bounds.connect)
    transport = GuardedTransport(place, deadline, _tls())
    sent = {
        "User-Agent": f"Goodword (+{settings.GOODWORD_SITE_URL})",
        "Accept-Encoding": "identity",
        **headers,
    }
    try:
        left(deadline)
        with (
            httpx2.Client(transport=transport, trust_env=False, timeout=timeout) as client,
            client.stream(method, url, content=body or None, headers=sent, follow_redirects=False) as answer,
        ):
            kept, more = _read(answer, bounds.size, deadline, cut)
            names = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status_code, url, kept, names, cut=more)
    except (
        httpx2.InvalidURL,
        httpcore2.UnsupportedProtocol,
        httpx2.UnsupportedProtocol,
        UnicodeError,
    ) as error:
        raise Blocked("address", "cannot be read") from error
    except (httpcore2.TimeoutException, httpx2.TimeoutException) as error:
        raise Failed("timeout") from error
    except (httpcore2.NetworkError, httpx2.NetworkError, OSError) as error:
        raise Failed("tls" if _is_tls(error) else "connect") from error
    except (httpcore2.ProtocolError, httpx2.HTTPError) as error:
        raise Failed("protocol") from error


def _read(answer: httpx2.Response, size: int, deadline: float, cut: bool) -> tuple[bytes, bool]:
    """The body as it comes over the wire: what was compressed all the same is not unpacked, so that nothing swells."""
    kept = bytearray()
    for chunk in answer.iter_raw():
        left(deadline)
        kept += chunk
        if len(kept) > size:
            if cut:
                return bytes(kept[:size]), True
            raise Failed("size", f"more than {size} bytes")
    return bytes(kept), False


def _timed(answer: Answer, began: float) -> Answer:
    return Answer(
        answer.status, answer.url, answer.body, answer.headers, round(time.monotonic() - began, 3), answer.cut
    )


def _is_tls(error: BaseException) -> bool:
    causes: BaseException | None = error
    while causes is not None:
        if isinstance(causes, ssl.SSLError):
            return True
        causes = causes.__cause__ or causes.__context__
    return False


@cache
def _tls() -> ssl.SSLContext:
    return httpx2.create_ssl_context()

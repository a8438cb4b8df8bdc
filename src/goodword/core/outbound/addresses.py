"""Which addresses may be connected to: public ones, and those the owner named."""

import ipaddress
import queue
import re
import socket
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

# IANA's registries of special-purpose addresses, written out: what `is_global` says differs between versions of Python.
_V4_NOT_PUBLIC = [
    ipaddress.IPv4Network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
]  # fmt: skip
_V6_PUBLIC = ipaddress.IPv6Network(
    "2000::/3"
)  # outside of it: loopback, mapped IPv4, NAT64, ULA, link-local, multicast
_V6_NOT_PUBLIC = [
    ipaddress.IPv6Network(net)
    for net in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")  # Teredo, 6to4 …
]
_PORTS_BELOW_1024 = {80, 443}  # a request must not be made to speak to a mail server or the like
_ENDS_IN_A_NUMBER = re.compile(r"(^|\.)(0x[0-9a-f]*|[0-9]+)$")
_CANNOT_BE_IN_A_HOST = re.compile(r"[\x00-\x20\x7f\\/?#@%]")
_asking = threading.BoundedSemaphore(32)  # lookups that hang; beyond, nothing more is asked


class OutboundError(Exception):
    """A request brought no answer. `reason`: one word for logs and the desk; never what the other side said."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason


class Blocked(OutboundError):
    """We do not go there: reason `scheme`, `address`, `port` or `redirect`. Trying again makes no sense until it is changed."""


class Failed(OutboundError):
    """It could not be reached or did not answer: reason `name`, `connect`, `tls`, `timeout`, `protocol` or `size`."""


@dataclass(frozen=True)
class Place:
    """Where a request goes: host as the name service is asked for it, and port."""

    host: str
    port: int

    @property
    def is_named_by_owner(self) -> bool:
        """Whether GOODWORD_OUTBOUND_ALLOW names exactly this host and port."""
        return f"{self.host}:{self.port}" in {one.strip().lower() for one in settings.GOODWORD_OUTBOUND_ALLOW}


def is_public(address: str) -> bool:
    """Whether an IP address, as the name service wrote it, is one of the open internet."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in net for net in _V4_NOT_PUBLIC)
    return ip in _V6_PUBLIC and not any(ip in net for net in _V6_NOT_PUBLIC)


def check_address(url: str) -> Place:
    """Judge what can be judged by the look of an address, for forms and before each request. Raises Blocked.

    The name is not resolved here: what it leads to is judged when it is connected to.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError as error:
        raise Blocked("address", "cannot be read") from error
    if parts.scheme not in ("http", "https"):
        raise Blocked("scheme", "only http and https")
    place = Place(_host(parts), port)
    if place.is_named_by_owner:
        return place
    if port < 1024 and port not in _PORTS_BELOW_1024:
        raise Blocked("port", f"port {port}")
    if place.host == "localhost" or place.host.endswith(".localhost"):
        raise Blocked("address", "this machine")
    if (":" in place.host or _ENDS_IN_A_NUMBER.search(place.host)) and not is_public(place.host):
        raise Blocked("address", "not an address of the open internet")
    return place


def _host(parts: SplitResult) -> str:
    """The host in the form that is asked for and compared: lower case, no dot at its end, other scripts as punycode."""
    host = (parts.hostname or "").rstrip(".")
    if (
        not host
        or parts.username is not None
        or parts.password is not None
        or _CANNOT_BE_IN_A_HOST.search(host)
    ):
        raise Blocked("address", "no host, or more than a host")
    try:
        return host.encode("ascii" if host.isascii() else "idna").decode("ascii").lower()
    except UnicodeError as error:
        raise Blocked("address", "not a host name") from error


def resolve(place: Place, timeout: float) -> list[str]:
    """The addresses of `place` that may be connected to. Raises Failed where there is none, Blocked where none is allowed."""
    found = _look_up(place, timeout)
    allowed = found if place.is_named_by_owner else [address for address in found if is_public(address)]
    if not allowed:
        raise Blocked("address", "leads to no address of the open internet")
    return allowed


def _look_up(place: Place, timeout: float) -> list[str]:
    """Ask the name service in a thread of its own: it has no timeout that could be set, and may hang for a minute."""
    places = _asking
    if not places.acquire(blocking=False):
        raise Failed("name", "the name service answers nobody")
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(_addresses(socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)))
        except (OSError, UnicodeError) as error:
            answers.put(error)
        finally:
            places.release()

    threading.Thread(target=ask, name="outbound-name", daemon=True).start()
    try:
        found = answers.get(timeout=max(timeout, 0.001))
    except queue.Empty:
        raise Failed("name", f"no answer in {timeout:.0f} s") from None
    if isinstance(found, Exception):
        raise Failed("name", "unknown host") from found
    return found


def _addresses(found: Iterable[tuple[object, object, object, object, tuple[object, ...]]]) -> list[str]:
    return list(dict.fromkeys(str(sockaddr[0]) for *_kind, sockaddr in found))


def left(deadline: float) -> float:
    """Seconds until `deadline` of the monotonic clock. Raises Failed when it has passed."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise Failed("timeout", "in all")
    return seconds

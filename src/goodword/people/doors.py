"""The doors of the house: letting somebody in, and how often one may knock."""

import logging
from typing import Any

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from goodword.core import carry, clock, ratelimit
from goodword.core.errors import TooSoon
from goodword.core.http import Request, address_of
from goodword.people.models import Person

security = logging.getLogger("goodword.security")
BACKEND = "goodword.people.backends.EmailBackend"
QUARTER, HOUR = 900, 3600  # seconds
RECENT = 15 * 60  # seconds for which a sign-in counts as a fresh one
_SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "CrOS", "Linux")
_BROWSERS = ("Firefox", "Edg", "OPR", "Chrome", "Safari", "curl")


def let_in(request: Request, person: Person, *, token: str = "", back: str = "/") -> HttpResponse:
    """Sign a person in under a new session id and answer with the way on: to the form they came from, or to `back`.

    token: what they carried (core.carry). Whoever was signed in here before is not any longer.
    """
    if request.user.is_authenticated:
        logout(request)
    login(request, person, backend=BACKEND)
    request.session["device"] = device_of(request.headers.get("User-Agent", ""))
    request.session["started"] = clock.now().isoformat()
    path = carry.keep(request, token) if token else ""
    return see_other(path or carry.local_path(back))


def see_other(path: str) -> HttpResponse:
    """303: the answer to a form stands at another address."""
    return HttpResponse(status=303, headers={"Location": path})


def page_before(request: HttpRequest) -> str:
    """The page a form stood on: its field `back`, else what the browser says, else the first page."""
    before = (
        carry.local_path(request.POST.get("back", ""))
        if "back" in request.POST
        else carry.page_before(request)
    )
    return "/" if before == request.path else before


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person signed in here within the last quarter of an hour."""
    started = request.session.get("started", "")
    now = clock.now()
    return bool(started) and (now - now.fromisoformat(started)).total_seconds() < RECENT


def device_of(agent: str) -> str:
    """A few words for a browser, such as "Firefox, Linux"; nothing that tells one person's machine from another's."""
    browser = next((name for name in _BROWSERS if name in agent), "")
    system = next((name for name in _SYSTEMS if name in agent), "")
    words = {"Edg": "Edge", "OPR": "Opera"}.get(browser, browser), system
    return ", ".join(word for word in words if word) or _("A browser")


def knock(request: HttpRequest, door: str, email: str, *, limit: int, seconds: int) -> list[str]:
    """Count one try at a door, for the address typed and for the network address. Raises TooSoon.

    Returns the keys for `ratelimit.give_back`, where the try turns out to be a good one. What is kept of it names nobody and goes soon.
    """
    keys = {f"{door}:{email.strip().casefold()}": limit, f"{door}@{address_of(request)}": limit * 4}
    for key, most in keys.items():
        try:
            ratelimit.check(key, limit=most, seconds=seconds)
        except TooSoon:
            security.warning("too many tries at %s", door)
            raise
    return list(keys)


def opened(keys: list[str]) -> None:
    """A try was a good one: it does not count."""
    for key in keys:
        ratelimit.give_back(key)


def way_back(request: HttpRequest) -> dict[str, Any]:
    """`next` and `carry` as a form of the doors hands them on; only addresses of this site count."""
    said = request.POST if request.method == "POST" else request.GET
    token = request.POST.get(carry.FIELD, "")
    return {
        "next": carry.local_path(said.get("next", "")),
        "carry": token if carry.unpack(token) else "",
    }

"""Who asks at the API, and how often they may: before anything is read of what they sent.

A program shows a token. Reading works without one, as nobody or as whoever is signed in on the pages; writing never does, so a
page of another site cannot write here with somebody's cookie, and no form token is needed.
"""

import logging
from contextlib import nullcontext
from typing import cast

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from goodword.connect import queries
from goodword.connect.actions.tokens import note_use
from goodword.connect.api.problems import NotJson, NoToken, TooLarge, TooNarrow
from goodword.connect.models import ApiToken
from goodword.core import ratelimit
from goodword.core.http import Request, address_of
from goodword.core.ratelimit import Allowance
from goodword.core.settings_registry import site_setting
from goodword.people.models import Person

security = logging.getLogger("goodword.security")
MINUTE = 60  # seconds
LONGEST = 256 * 1024  # bytes of a body: a text of 20,000 characters in any script, several times over
READING = frozenset({"GET", "HEAD"})
_TOKEN, _ALLOWANCE = "goodword_token", "goodword_allowance"


def admit(request: Request, scopes: dict[str, str]) -> None:
    """Find out who asks and let them in; afterwards `request.viewer` is who is looking. scopes: what each method takes.

    Raises NoToken (401), TooNarrow (403), TooSoon (429), TooLarge (413), NotJson (415).
    """
    token = _token(request)
    if token is not None:
        vars(request)[_TOKEN] = token
        request.viewer = queries.viewer_of_token(token, gpc=request.gpc)
        _must_carry(token, scopes.get(request.method or ""))
    elif request.method not in READING:
        raise NoToken(_("Writing takes a token: Authorization: Bearer gw_…. You make one under “Programs”."))
    vars(request)[_ALLOWANCE] = _count(request, token)
    if token is not None:
        note_use(token)
    if request.method not in READING:
        _check_body(request)


def token_of(request: HttpRequest) -> ApiToken:
    """The token that a writing request has shown."""
    return cast(ApiToken, vars(request)[_TOKEN])


def writer(request: HttpRequest) -> Person:
    """The person a program writes for."""
    return token_of(request).person


def shown(request: HttpRequest) -> ApiToken | None:
    """The token that a request has shown, None without one."""
    return vars(request).get(_TOKEN)


def sign_off(request: HttpRequest, response: HttpResponseBase) -> None:
    """What every answer says: how much is left, and that no cache may hand it to somebody else."""
    allowance: Allowance | None = vars(request).get(_ALLOWANCE)
    if response.status_code == 429:
        wait = int(response.headers.get("Retry-After") or MINUTE)
        allowance = Allowance(_limit(request), 0, wait)
    if allowance is not None:
        name = "reads" if request.method in READING else "writes"
        response.headers["RateLimit-Policy"] = f'"{name}";q={allowance.limit};w={MINUTE}'
        response.headers["RateLimit"] = f'"{name}";r={allowance.remaining};t={allowance.reset_after}'
    if "Authorization" in request.headers or request.method not in READING:
        response.headers["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Authorization", "Cookie"])


def _token(request: Request) -> ApiToken | None:
    said = request.headers.get("Authorization")
    if said is None:
        return None
    kind, _space, shown = said.partition(" ")
    token = queries.token_of(shown.strip()) if kind.casefold() == "bearer" else None
    if token is None:
        security.warning("a token was refused at the API")
        ratelimit.check_reading(
            f"api-token#{address_of(request)}", limit=int(site_setting("api.reads_a_minute")), seconds=MINUTE
        )
        raise NoToken(_("This is no token that is known here, or it has ended."))
    return token


def _must_carry(token: ApiToken, scope: str | None) -> None:
    if scope is not None and scope not in token.scopes:
        raise TooNarrow(_("This token does not carry “%(scope)s”.") % {"scope": scope}, scope)


def _limit(request: HttpRequest) -> int:
    reads = request.method in READING
    return int(site_setting("api.reads_a_minute" if reads else "api.writes_a_minute"))


def _count(request: Request, token: ApiToken | None) -> Allowance:
    """Count one use for the token and for its person, else for the person who is signed in, else for the network address."""
    writes = request.method not in READING
    limit = _limit(request)
    count = ratelimit.check if writes else ratelimit.check_reading
    kind = "api-write" if writes else "api-read"
    if token is None:
        whose = f"@{request.viewer.id}" if request.viewer.signed_in else f"#{address_of(request)}"
        return count(f"{kind}{whose}", limit=limit, seconds=MINUTE)
    keys = (f"{kind}:{token.pk}", f"{kind}@{token.person_id}")
    with transaction.atomic() if writes else nullcontext():  # one write to the disk for both
        left = [count(key, limit=limit, seconds=MINUTE) for key in keys]
    return min(left, key=lambda allowance: allowance.remaining)


def _check_body(request: Request) -> None:
    said = request.headers.get("Content-Length") or "0"
    if not said.isdigit() or int(said) > min(LONGEST, settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
        raise TooLarge(_("This is more than a text can be: at most 256 kB."))
    if len(request.body) > LONGEST:
        raise TooLarge(_("This is more than a text can be: at most 256 kB."))
    if request.body and request.content_type != "application/json":
        raise NotJson(_("Send JSON: Content-Type: application/json."))

"""Before there is an owner, whatever writes and the desk wait; reading and the API work.

The answer "yes, there is one" is remembered for good by the process, so it costs nothing afterwards.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _

from goodword.core.errors import Waiting
from goodword.core.formguard import SAFE
from goodword.core.middleware import refusal
from goodword.people import queries

_known = False
_DESK = re.compile(r"/desk(/|$)")
_OPEN = re.compile(r"/first-owner$")


def has_owner() -> bool:
    """Whether somebody owns this site."""
    global _known
    if not _known:
        _known = queries.owner_exists()
    return _known


def forget() -> None:
    """Ask again (between tests)."""
    global _known
    _known = False


class WaitForOwner:
    """Answers 503 to writing and to the desk while nobody owns the site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _waits(request) and not has_owner():
            return self._wait(request)
        return self.get_response(request)

    def _wait(self, request: HttpRequest) -> HttpResponse:
        text = _(
            "This place waits for its owner. Reading works; writing begins when somebody has taken the keys."
        )
        return refusal(request, Waiting(text, retry_after=60))


def _waits(request: HttpRequest) -> bool:
    path = request.path_info
    language = translation.get_language_from_path(path)
    if language:
        path = path[len(language) + 1 :]
    if request.method not in SAFE:
        return not _OPEN.match(path)
    return bool(_DESK.match(path))

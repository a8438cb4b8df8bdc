"""The request as the middleware of the house leaves it to a view."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest

from goodword.core.viewer import Viewer

if TYPE_CHECKING:

    class Request(HttpRequest):
        """A request that knows who is looking. `gpc`: the browser asked for Just Looking."""

        viewer: Viewer
        gpc: bool
        LANGUAGE_CODE: str
else:
    Request = HttpRequest


def address_of(request: HttpRequest) -> str:
    """The network address a request comes from; behind a trusted proxy, the one the proxy saw."""
    if settings.GOODWORD_TRUSTED_PROXY:
        seen = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        if seen:
            return seen
    return str(request.META.get("REMOTE_ADDR", ""))

"""Who is looking, decided once a request."""

from collections.abc import Callable
from typing import cast

from django.http import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from goodword.core.http import Request
from goodword.core.viewer import Viewer
from goodword.people import queries


class ViewerMiddleware:
    """Sets `request.viewer` (read when first needed) and `request.gpc`: `Sec-GPC` counts only as exactly "1"."""

    def __init__(self, get_response: Callable[[Request], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        said = request.headers.get("Sec-GPC", "")
        request.gpc = bool(said) and {part.strip() for part in said.split(",")} == {"1"}
        request.viewer = cast(
            Viewer, SimpleLazyObject(lambda: queries.viewer_of(request.user, gpc=request.gpc))
        )
        return self.get_response(request)

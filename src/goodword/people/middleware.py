"""Who is looking, decided once a request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from goodword.people import queries


class ViewerMiddleware:
    """Sets `request.viewer` (read when first needed) and `request.gpc`: `Sec-GPC` counts only as exactly "1"."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        said = request.headers.get("Sec-GPC", "")
        request.gpc = bool(said) and {part.strip() for part in said.split(",")} == {"1"}
        request.viewer = SimpleLazyObject(lambda: queries.viewer_of(request.user, gpc=request.gpc))
        return self.get_response(request)

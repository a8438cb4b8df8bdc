"""The request as the middleware of the house leaves it to a view."""

from typing import TYPE_CHECKING

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

"""What the roof does to every request."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from goodword.core.settings_registry import site_setting


class HouseTime:
    """Times on pages are those of the house: true for everybody, whoever reads them where."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with timezone.override(ZoneInfo(site_setting("site.zone"))):
            return self.get_response(request)

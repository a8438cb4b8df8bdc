"""What this site is."""

from django.http import HttpRequest
from django.urls import reverse

from goodword.connect.addresses import absolute
from goodword.connect.api.doors import reads
from goodword.connect.api.paging import only
from goodword.connect.api.problems import Mistakes
from goodword.connect.api.shapes import Site, Told
from goodword.core.settings_registry import site_setting


def operator() -> str:
    """Who runs this site (R12)."""
    return str(site_setting("site.operator") or site_setting("site.name"))


def how_reviews_work(request: HttpRequest) -> str:
    """The page that says where reviews come from and how they are counted (R4)."""
    return absolute(request, reverse("conversations:how_reviews_work"))


@reads("/", Site, {422: Mistakes}, tag="site")
def site(request: HttpRequest) -> Told:
    """Who runs this, and where things are."""
    only(request)
    base = absolute(request, "/api/v1")
    return {
        "name": site_setting("site.name"),
        "operator": operator(),
        "url": absolute(request, "/"),
        "how_reviews_work": how_reviews_work(request),
        "openapi": f"{base}/openapi.json",
        "links": {
            name: f"{base}/{name}"
            for name in ("products", "reviews", "topics", "people", "similar", "search")
        },
    }

"""The addresses of feeds, sitemap and the well-known files."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from goodword.connect.feeds import sitemap, views, wellknown

_KINDS = {"questions": "question", "reviews": "review", "ideas": "idea", "stories": "story"}


def _feeds(form: str) -> Iterator[URLPattern]:
    """The feeds in one form: the Atom ones are named feed_…, the others feed_…_json."""
    end, told = "" if form == "atom" else f"_{form}", {"form": form}
    yield path(f"feed.{form}", views.everything, told, name=f"feed{end}")
    for name, kind in _KINDS.items():
        yield path(f"{name}.{form}", views.kind, told | {"kind": kind}, name=f"feed_{name}{end}")
    yield path(f"spaces/<str:slug>.{form}", views.space, told, name=f"feed_space{end}")
    yield path(f"tags/<str:slug>.{form}", views.tag, told, name=f"feed_tag{end}")
    yield path(f"people/<str:handle>.{form}", views.person, told, name=f"feed_person{end}")
    place = "products/<id:product_id>"
    yield path(f"{place}/reviews.{form}", views.product_reviews, told, name=f"feed_product_reviews{end}")
    yield path(
        f"{place}/questions.{form}", views.product_questions, told, name=f"feed_product_questions{end}"
    )


urlpatterns = [
    *_feeds("atom"),
    *_feeds("json"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-main.xml", sitemap.main, name="sitemap_main"),
    path("sitemap-<slug:kind>-<int:number>.xml", sitemap.page, name="sitemap_page"),
    path("robots.txt", wellknown.robots, name="robots"),
    path(".well-known/security.txt", wellknown.security, name="security"),
    path(".well-known/gpc.json", wellknown.gpc, name="gpc"),
]

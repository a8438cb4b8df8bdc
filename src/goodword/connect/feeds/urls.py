"""The addresses of feeds, sitemap and the well-known files."""

from django.urls import path

from goodword.connect.feeds import sitemap, views, wellknown

_KINDS = {"questions": "question", "reviews": "review", "ideas": "idea", "stories": "story"}

urlpatterns = [
    *(path(f"{name}.atom", views.kind, {"kind": kind}, name=f"feed_{name}") for name, kind in _KINDS.items()),
    path("spaces/<str:slug>.atom", views.space, name="feed_space"),
    path("tags/<str:slug>.atom", views.tag, name="feed_tag"),
    path("products/<int:product_id>/reviews.atom", views.product_reviews, name="feed_product_reviews"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-main.xml", sitemap.main, name="sitemap_main"),
    path("sitemap-<slug:kind>-<int:number>.xml", sitemap.page, name="sitemap_page"),
    path("robots.txt", wellknown.robots, name="robots"),
    path(".well-known/security.txt", wellknown.security, name="security"),
    path(".well-known/gpc.json", wellknown.gpc, name="gpc"),
]

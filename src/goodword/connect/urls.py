"""The doors for machines: the API, feeds, and the addresses imported things had elsewhere."""

from django.urls import include, path

from goodword.connect.api.doors import make_api, patterns
from goodword.connect.feeds import urls as feeds
from goodword.connect.views import embed, old

app_name = "connect"
urlpatterns = [
    path("api/v1/", include((patterns(make_api()), "api"))),
    path("from/<str:source>/u/<str:source_id>", old.old_person, name="old_person"),
    path("from/<str:source>/p/<str:source_id>", old.old_product, name="old_product"),
    path("from/<str:source>/<str:source_id>", old.old_text, name="old_text"),
    path("p/<int:product_id>", old.product, name="product"),
    *feeds.urlpatterns,
    path("embed/goodword.js", embed.script, name="embed_script"),
    path("embed/products/<id:product_id>.json", embed.product, name="embed_product"),
    path("embed/ask.json", embed.ask, name="embed_ask"),
    path("embed/similar.json", embed.similar, name="embed_similar"),
]

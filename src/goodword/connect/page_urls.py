"""Pages of this room for anybody."""

from django.urls import path

from goodword.connect.views import embed

app_name = "connect_pages"
urlpatterns = [path("embed/sample", embed.sample, name="embed_sample")]

"""The addresses of the whole house. The language prefix stands before pages for people, never before doors for machines."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("", include("goodword.connect.urls")),
    path("", include("goodword.site.machine_urls")),
    path("", include("goodword.notices.machine_urls")),
    *i18n_patterns(
        path("", include("goodword.site.page_urls")),
        path("", include("goodword.connect.desk_urls")),
        path("", include("goodword.connect.you_urls")),
        path("", include("goodword.connect.page_urls")),
        path("", include("goodword.moderation.urls")),
        path("", include("goodword.gatherings.urls")),
        path("", include("goodword.conversations.urls")),
        path("", include("goodword.catalog.urls")),
        path("", include("goodword.notices.urls")),
        path("", include("goodword.people.urls")),
        prefix_default_language=False,
    ),
]
handler404 = "goodword.site.views.not_found"
handler500 = "goodword.site.views.server_error"

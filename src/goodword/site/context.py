"""What every page knows: the site's name, who is looking, where they are."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import gettext as _

from goodword.core.settings_registry import site_setting
from goodword.notices.queries import unread_count


def page(request: HttpRequest) -> dict[str, Any]:
    """The context of `base.html`; its names are listed there."""
    viewer = getattr(request, "viewer", None)
    me = request.user if viewer and viewer.signed_in else None
    return {
        "site_name": site_setting("site.name"),
        "site_sentence": site_setting("site.sentence"),
        "operator": site_setting("site.operator"),
        "hue": site_setting("site.hue"),
        "logo_svg": site_setting("site.logo"),
        "viewer": viewer,
        "me": me,
        "unread": unread_count(viewer) if me else 0,
        "gpc": getattr(request, "gpc", False),
        "demo": settings.GOODWORD_MODE == "demo",
        "nav": _nav(request),
        "languages": _languages(request),
        "footer_links": _footer_links(),
        "canonical": settings.GOODWORD_SITE_URL + request.path,
    }


def _nav(request: HttpRequest) -> list[dict[str, Any]]:
    places = [
        (_("Questions"), reverse("conversations:questions")),
        (_("Reviews"), reverse("conversations:reviews")),
        (_("Ideas"), reverse("conversations:ideas")),
        (_("Stories"), reverse("conversations:stories")),
        (_("Events"), reverse("gatherings:events")),
        (_("Shelves"), reverse("catalog:shelves")),
    ]
    return [{"label": label, "url": url, "current": request.path.startswith(url)} for label, url in places]


def _languages(request: HttpRequest) -> list[dict[str, Any]]:
    here = request.get_full_path()
    return [
        {
            "code": code,
            "name": name,
            "url": translate_url(here, code),
            "current": code == request.LANGUAGE_CODE,
        }
        for code, name in settings.LANGUAGES
    ]


def _footer_links() -> list[dict[str, str]]:
    return [
        {"label": _("How reviews work here"), "url": reverse("conversations:how_reviews_work")},
        {"label": _("Rules"), "url": reverse("moderation:rules")},
        {"label": _("Your data"), "url": reverse("people:your_data")},
    ]

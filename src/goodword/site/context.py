"""What every page knows: the site's name, who is looking, where they are. The names are listed in `base.html`."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from goodword.core.settings_registry import site_setting
from goodword.core.viewer import ANONYMOUS, Viewer
from goodword.notices.queries import unread_count

DEFAULT_HUE = 205


def page(request: HttpRequest) -> dict[str, Any]:
    """The context of every page."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    return {
        "site_name": site_setting("site.name"),
        "site_sentence": site_setting("site.sentence"),
        "operator": _operator(),
        "themed": site_setting("site.hue") != DEFAULT_HUE,
        "logo_svg": mark_safe(site_setting("site.logo")),
        "viewer": viewer,
        "gpc": getattr(request, "gpc", False),
        "demo": settings.GOODWORD_MODE == "demo",
        # Called by the pages that use it: the page for a strange host must not ask for the host again.
        "canonical_url": lambda: request.build_absolute_uri(request.path),
        "home_url": reverse("site:home"),
        "search_url": reverse("site:search"),
        "nav": _nav(request),
        "languages": _languages(request),
        "footer_links": _footer_links(),
        **(
            _for_a_member(request, viewer) if viewer.signed_in else {"sign_in_url": reverse("people:sign_in")}
        ),
    }


def _operator() -> str:
    operator = site_setting("site.operator")
    return _("Run by %(operator)s.") % {"operator": operator} if operator else ""


def _for_a_member(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    links = [
        (_("Your page"), request.user.get_absolute_url()),
        (_("Settings"), reverse("people:settings")),
        (_("Your data"), reverse("people:your_data")),
        *([(_("Desk"), reverse("conversations:desk"))] if viewer.is_staff else []),
    ]
    return {
        "me": request.user,
        "unread": unread_count(viewer),
        "notices_url": reverse("notices:notices"),
        "sign_out_url": reverse("people:sign_out"),
        "just_looking": {"url": reverse("people:just_looking"), "on": viewer.just_looking},
        "account_links": [{"label": label, "url": url} for label, url in links],
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


def _languages(request: HttpRequest) -> list[tuple[str, str, str]]:
    here = request.get_full_path()
    return [(code, name, translate_url(here, code)) for code, name in settings.LANGUAGES]


def _footer_links() -> list[dict[str, str]]:
    links = [
        (_("How reviews work here"), reverse("conversations:how_reviews_work")),
        (_("Rules"), reverse("moderation:rules")),
        (_("Your data"), reverse("people:your_data")),
    ]
    return [{"label": label, "url": url} for label, url in links]

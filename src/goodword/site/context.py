"""What every page knows: the site's name, who is looking, where they are. The names are listed in `base.html`."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goodword.core.settings_registry import site_setting
from goodword.core.viewer import ANONYMOUS, Viewer
from goodword.notices.queries import unread_count

DEFAULT_HUE = 205


def page(request: HttpRequest) -> dict[str, Any]:
    """The context of every page."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    language = get_language() or settings.LANGUAGE_CODE
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
        "home_url": _address(language, "site:home"),
        "search_url": _address(language, "site:search"),
        "nav": _nav(request, language),
        "languages": _languages(request, language),
        "footer_links": _footer_links(language),
        **(
            _for_a_member(request, viewer, language)
            if viewer.signed_in
            else {"sign_in_url": _address(language, "people:sign_in")}
        ),
    }


def _operator() -> str:
    operator = site_setting("site.operator")
    return _("Run by %(operator)s.") % {"operator": operator} if operator else ""


def _for_a_member(request: HttpRequest, viewer: Viewer, language: str) -> dict[str, Any]:
    links = [
        (_("Your page"), request.user.get_absolute_url()),
        (_("Settings"), _address(language, "people:settings")),
        (_("Your data"), _address(language, "people:your_data")),
        *([(_("Desk"), _address(language, "conversations:desk"))] if viewer.is_staff else []),
    ]
    return {
        "me": request.user,
        "unread": unread_count(viewer),
        "notices_url": _address(language, "notices:notices"),
        "sign_out_url": _address(language, "people:sign_out"),
        "just_looking": {"url": _address(language, "people:just_looking"), "on": viewer.just_looking},
        "account_links": [{"label": label, "url": url} for label, url in links],
    }


@lru_cache(maxsize=8)
def _places(language: str) -> list[tuple[str, str]]:
    """The places of the main navigation, with their words, in one language."""
    return [
        (_("Questions"), reverse("conversations:questions")),
        (_("Reviews"), reverse("conversations:reviews")),
        (_("Ideas"), reverse("conversations:ideas")),
        (_("Stories"), reverse("conversations:stories")),
        (_("Events"), reverse("gatherings:events")),
        (_("Shelves"), reverse("catalog:shelves")),
    ]


@lru_cache(maxsize=64)
def _address(language: str, name: str) -> str:
    """The address of a page without arguments, in one language."""
    return reverse(name)


def _nav(request: HttpRequest, language: str) -> list[dict[str, Any]]:
    places = _places(language)
    return [{"label": label, "url": url, "current": request.path.startswith(url)} for label, url in places]


def _languages(request: HttpRequest, language: str) -> list[tuple[str, str, str]]:
    """This page in each language: the language stands at the beginning of the address, and the first one is not named."""
    here = request.get_full_path()
    plain = here if language == settings.LANGUAGE_CODE else here.removeprefix(f"/{language}") or "/"
    if not plain.startswith("/"):
        plain = f"/{plain}"
    return [
        (code, name, plain if code == settings.LANGUAGE_CODE else f"/{code}{plain}")
        for code, name in settings.LANGUAGES
    ]


def _footer_links(language: str) -> list[dict[str, str]]:
    links = [
        (_("How reviews work here"), "conversations:how_reviews_work"),
        (_("Rules"), "moderation:rules"),
        (_("Your data"), "people:your_data"),
    ]
    return [{"label": label, "url": _address(language, name)} for label, name in links]

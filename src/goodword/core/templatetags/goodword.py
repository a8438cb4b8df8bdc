"""Template tags every template has: form token, slots, times, addresses."""

from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info

from goodword.core import formguard, once, slots
from goodword.core.delivery import filling
from goodword.core.http import Request

register = template.Library()


_TOKEN_FIELD = SafeString(f'<input type="hidden" name="{formguard.FIELD}" value="{filling.TOKEN}">')
_ONCE_FIELD = SafeString(f'<input type="hidden" name="{once.FIELD}" value="{filling.ONCE}">')


@register.simple_tag
def form_token() -> SafeString:
    """The hidden field that every form with method="post" carries; its value is filled in at delivery."""
    return _TOKEN_FIELD


@register.simple_tag
def form_token_value() -> str:
    """The bare token, for the header of requests made by script."""
    return filling.TOKEN


@register.simple_tag
def once_key() -> SafeString:
    """The hidden field of a form that must not write twice (core.once)."""
    return _ONCE_FIELD


@register.simple_tag(takes_context=True)
def slot(context: dict[str, Any], name: str, about: Any = None) -> SafeString:
    """The panels that higher rooms show at this place."""
    return slots.render(name, _request(context), about)


@register.simple_tag
def when(at: datetime | None, style: str = "") -> SafeString:
    """A time as text that is true for everybody; the script makes it relative and keeps the exact one in the title.

    style: "" for a date with its year where it is not this one; "exact" adds the clock; "plain" is never made relative.
    """
    if at is None:
        return SafeString("")
    local = timezone.localtime(at)
    pattern = "j F" if local.year == timezone.localtime().year else "j F Y"
    text = format_date(local, pattern if style != "exact" else f"{pattern}, H:i")
    hint = format_date(local, "l j F Y, H:i")
    relative = SafeString("") if style in ("plain", "exact") else SafeString(" data-relative")
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>',
        local.isoformat(timespec="seconds"),
        hint,
        relative,
        text,
    )


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], **changes: Any) -> str:
    """The present query string with some parameters changed (None removes one), beginning with "?"."""
    query = _request(context).GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag
def language_prefix() -> str:
    """What stands before a path in the present language: "" or "/he". For pages that must not need the table of addresses."""
    language = get_language() or settings.LANGUAGE_CODE
    return "" if language == settings.LANGUAGE_CODE else f"/{language}"


def _request(context: Any) -> Request:
    """The request of the page, also inside a component that was included with `only` what it needs."""
    return context.get("request") or context.request


@register.filter
def language_name(code: str) -> str:
    """A language in its own words."""
    return get_language_info(code)["name_local"]

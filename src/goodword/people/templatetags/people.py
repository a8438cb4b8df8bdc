"""Tags that other rooms use to show what belongs to persons."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag(takes_context=True)
def follow_button(
    context: dict[str, Any], kind: str, pk: int, following: bool = False, small: bool = False
) -> SafeString:
    """The button that follows a person, product, tag, space or topic; for the anonymous a link to sign-in and back.

    following: whether the viewer does already (`people.queries.follows`). Works as a plain form; with htmx it swaps itself.
    """
    request = context["request"]
    here = request.get_full_path()
    if not request.viewer.signed_in:
        address = f"{reverse('people:sign_in')}?{urlencode({'next': here})}"
        size = " small" if small else ""
        return format_html(
            '<p class="buttons"><a class="button{}" href="{}">{}</a></p>', size, address, _("Follow")
        )
    values = {"kind": kind, "pk": pk, "following": following, "back": here, "small": small}
    return SafeString(render_to_string("people/_follow.html", values, request=request))

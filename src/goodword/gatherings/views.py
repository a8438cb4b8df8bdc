"""Pages of the gatherings room."""

from django.http import HttpResponse
from django.shortcuts import render

from goodword.core.audience import public
from goodword.core.errors import Missing
from goodword.core.http import Request
from goodword.core.paging import page_by_key
from goodword.core.settings_registry import site_setting
from goodword.core.text import json_in_script
from goodword.gatherings import policy, queries


@public
def events(request: Request) -> HttpResponse:
    """What is coming up, and what has been."""
    past = page_by_key(
        queries.gone_by(request.viewer), ["-begins_at", "-id"], request.GET.get("after", ""), 12
    )
    context = {
        "coming": [] if request.GET.get("after") else queries.coming_up(request.viewer, 100),
        "past": past,
        "may_edit": policy.can_edit_events(request.viewer),
    }
    return render(request, "gatherings/events.html", context)


@public
def event(request: Request, pk: int, slug: str = "") -> HttpResponse:
    """One occasion."""
    found = queries.visible_events(request.viewer).filter(pk=pk).first()
    if found is None:
        raise Missing()
    begins, ends = queries.local(found)
    markup = queries.markup(
        found, request.build_absolute_uri(found.get_absolute_url()), site_setting("site.name")
    )
    context = {
        "event": found,
        "begins": begins,
        "ends": ends,
        "markup": json_in_script(markup),
        "may_edit": policy.can_edit_events(request.viewer),
        "coming": [other for other in queries.coming_up(request.viewer, 4) if other.pk != found.pk][:3],
    }
    return render(request, "gatherings/event.html", context)

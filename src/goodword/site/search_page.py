"""The search page: one box over everything, grouped by what it is."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from goodword.catalog.queries.products import visible_products
from goodword.conversations.queries.visible import listed_topics
from goodword.core import search
from goodword.core.viewer import Viewer
from goodword.gatherings.queries import visible_events
from goodword.people.queries import visible_persons

FACETS = {
    "question": _("Questions"),
    "review": _("Reviews"),
    "product": _("Products"),
    "idea": _("Ideas"),
    "story": _("Stories"),
    "event": _("Events"),
    "person": _("People"),
}
A_PAGE = 20
SOURCES: search.Sources = {
    "topic": lambda viewer: listed_topics(viewer).select_related(
        "author", "author__picture", "review__product", "idea"
    ),
    "product": lambda viewer: visible_products(viewer).select_related("maker", "picture"),
    "event": visible_events,
    "person": lambda viewer: visible_persons(viewer).select_related("picture"),
}
"""Where what was found is read, with all that a line of it shows."""


@dataclass
class Results:
    """What was found: objects by facet in the order of the hits, counts, mended words, and the next page (0: none)."""

    groups: dict[str, list[Any]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    mended: dict[str, str] = field(default_factory=dict)
    total: int = 0
    next_page: int = 0


def results(text: str, viewer: Viewer, facet: str = "", page: int = 1) -> Results:
    """What `viewer` finds for `text`, of one facet or of all; every object passed the gate."""
    facets = [facet] if facet in FACETS else None
    offset = (page - 1) * A_PAGE
    found = search.find(text, viewer, facets=facets, limit=A_PAGE + 1, offset=offset, sources=SOURCES)
    groups: dict[str, list[Any]] = {}
    for hit in found.hits[:A_PAGE]:
        groups.setdefault(hit.facet, []).append(hit.thing)
    ordered = {name: groups[name] for name in FACETS if name in groups}
    total = sum(found.facets.values())
    return Results(ordered, found.facets, found.mended, total, page + 1 if len(found.hits) > A_PAGE else 0)

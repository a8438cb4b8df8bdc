"""The search page: one box over everything, grouped by what it is."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from goodword.catalog.models import Product
from goodword.conversations.models import Topic
from goodword.core import search
from goodword.core.search import Found, Hit
from goodword.core.viewer import Viewer
from goodword.gatherings.models import Event
from goodword.people.models import Person

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
    found: Found = search.find(text, viewer, facets=facets, limit=A_PAGE + 1, offset=offset)
    objects = _objects(found.hits[:A_PAGE])
    groups: dict[str, list[Any]] = {}
    for hit in found.hits[:A_PAGE]:
        if (thing := objects.get((hit.ref.kind, hit.ref.id))) is not None:
            groups.setdefault(hit.facet, []).append(thing)
    ordered = {name: groups[name] for name in FACETS if name in groups}
    total = sum(found.facets.values())
    return Results(ordered, found.facets, found.mended, total, page + 1 if len(found.hits) > A_PAGE else 0)


def _objects(hits: list[Hit]) -> dict[tuple[str, int], Any]:
    """The objects behind hits that passed the gate; one query a kind."""
    sources = {
        "topic": Topic.objects.select_related("author", "author__picture", "review__product"),
        "product": Product.objects.select_related("maker", "picture"),
        "event": Event.objects.all(),
        "person": Person.objects.select_related("picture"),
    }
    found: dict[tuple[str, int], Any] = {}
    for kind, rows in sources.items():
        ids = [hit.ref.id for hit in hits if hit.ref.kind == kind]
        if ids:
            found |= {(kind, row.pk): row for row in rows.filter(pk__in=ids)}
    return found

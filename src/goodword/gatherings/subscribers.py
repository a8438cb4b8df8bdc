"""Reactions: an occasion can be found as soon as it is announced."""

from collections.abc import Iterator

from goodword.core import search
from goodword.core.events import on
from goodword.core.gate import Ref
from goodword.core.text import plain
from goodword.gatherings.events import OccasionEvent
from goodword.gatherings.models import Event


@on(OccasionEvent)
def index_occasion(event: OccasionEvent) -> None:
    """Renew the search entry of an occasion."""
    occasion = Event.objects.get(pk=event.occasion_id)
    search.index(_entry(occasion))


@search.rebuilds("event")
def all_occasions() -> Iterator[list[search.Entry]]:
    """What can be found of all occasions."""
    yield [_entry(occasion) for occasion in Event.objects.order_by("pk")]


def _entry(occasion: Event) -> search.Entry:
    return search.Entry(
        ref=Ref("event", occasion.pk),
        facet="event",
        title=occasion.title,
        body=f"{occasion.place} {plain(occasion.body_html)}",
        audience="everyone",
        at=occasion.created_at,
    )

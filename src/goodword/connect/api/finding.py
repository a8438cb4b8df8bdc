"""Finding: the question somebody is about to ask, and search."""

from typing import Annotated

from ninja import Query

from goodword.catalog.queries.products import visible_products
from goodword.connect.addresses import absolute
from goodword.connect.api import shapes
from goodword.connect.api.doors import BAD, reads
from goodword.connect.api.paging import Limit, only
from goodword.connect.api.shapes import Told
from goodword.conversations.queries.similar import similar_questions
from goodword.conversations.queries.visible import listed_topics
from goodword.core import search
from goodword.core.http import Request
from goodword.gatherings.queries import visible_events

SOURCES: search.Sources = {"topic": listed_topics, "product": visible_products, "event": visible_events}
Words = Annotated[str, Query(..., min_length=1, max_length=2000, description="words, typed as they come")]


@reads("/similar", list[shapes.Similar], BAD, tag="finding")
def similar(request: Request, q: Words, limit: Limit) -> list[Told]:
    """Questions like `q`, solved ones first: what to read before asking."""
    only(request, "q", "limit")
    found = similar_questions(q, request.viewer, limit)
    return [
        {
            "id": one.topic.pk,
            "title": one.topic.title,
            "url": absolute(request, one.topic.get_absolute_url()),
            "answered": one.answered,
            "score": _by_place(place),
            "source_ref": one.topic.source_ref,
        }
        for place, one in enumerate(found)
    ]


@reads("/search", shapes.Search, BAD, tag="finding")
def find(request: Request, q: Words, limit: Limit) -> Told:
    """What holds the words of `q`: conversations, products, occasions. `facets` counts them by kind."""
    only(request, "q", "limit")
    found = search.find(q, request.viewer, limit=limit, sources=SOURCES)
    items = [_told(hit, place, request) for place, hit in enumerate(found.hits)]
    return {"items": items, "next": None, "facets": found.facets, "mended": found.mended}


def _by_place(place: int) -> float:
    """1 for the best, 1/2 for the next …: the engine's own number would tell how rare a word is among texts one may not see."""
    return round(1 / (place + 1), 4)


def _told(hit: search.Hit, place: int, request: Request) -> Told:
    """Title and address of one thing that was found."""
    return {
        "id": hit.thing.pk,
        "title": hit.thing.title,
        "url": absolute(request, hit.thing.get_absolute_url()),
        "source_ref": getattr(hit.thing, "source_ref", None),
        "kind": hit.facet,
        "answered": hit.answered,
        "score": _by_place(place),
    }

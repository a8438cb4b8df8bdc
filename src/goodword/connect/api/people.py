"""People: their public fields."""

from django.db.models import QuerySet

from goodword.connect.api import telling
from goodword.connect.api.doors import BAD, NOT_FOUND, reads
from goodword.connect.api.paging import After, Limit, only, page
from goodword.connect.api.shapes import People, Person, Told
from goodword.core.errors import Missing
from goodword.core.http import Request
from goodword.people import models
from goodword.people.queries import visible_persons, with_grants


@reads("/people", People, BAD, tag="people")
def people(request: Request, limit: Limit, after: After) -> Told:
    """Everybody, in the order in which they came."""
    only(request, "limit", "after")
    return page(
        request, _rows(request), ["joined_at", "id"], lambda found: telling.persons(found, request), after=after, limit=limit
    )  # fmt: skip


@reads("/people/{str:handle}", Person, NOT_FOUND, BAD, tag="people")
def person(request: Request, handle: str) -> Told:
    """One person, by handle."""
    only(request)
    told = telling.persons(_rows(request).filter(handle=handle), request)
    if not told:
        raise Missing()
    return told[0]


def _rows(request: Request) -> QuerySet[models.Person]:
    return visible_persons(request.viewer).prefetch_related(with_grants())

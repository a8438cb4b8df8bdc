"""Whom one may name in a text."""

from django.db.models import Q

from goodword.core.viewer import Viewer
from goodword.people.models import Person
from goodword.people.queries import visible_persons


def names_like(words: str, viewer: Viewer, limit: int = 6) -> list[Person]:
    """Persons whose handle or name begins with some letters; at least two are needed."""
    words = words.strip().lstrip("@")[:30]
    if len(words) < 2:
        return []
    found = visible_persons(viewer).filter(state=Person.State.ACTIVE)
    found = found.filter(Q(handle__istartswith=words) | Q(name__istartswith=words)).exclude(pk=viewer.id)
    return list(found.order_by("handle")[:limit])

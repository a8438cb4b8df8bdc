"""What this room tells the house when it starts: its gates."""

from goodword.core import gate
from goodword.core.viewer import Viewer
from goodword.people import queries


def _visible_persons(ids: set[int], viewer: Viewer) -> set[int]:
    return set(queries.visible_persons(viewer).filter(pk__in=ids).values_list("pk", flat=True))


gate.register("person", _visible_persons)

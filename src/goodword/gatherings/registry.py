"""What this room tells the house when it starts: its gate."""

from goodword.core import gate
from goodword.core.viewer import Viewer
from goodword.gatherings import queries


def _visible(ids: set[int], viewer: Viewer) -> set[int]:
    return set(queries.visible_events(viewer).filter(pk__in=ids).values_list("pk", flat=True))


gate.register("event", _visible)

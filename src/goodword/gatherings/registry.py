"""What this room tells the house when it starts: its gate, and its place on the desk."""

from django.template.loader import render_to_string

from goodword.core import gate
from goodword.core.http import Request
from goodword.core.slots import panel
from goodword.core.viewer import Viewer
from goodword.gatherings import policy, queries


def _visible(ids: set[int], viewer: Viewer) -> set[int]:
    return set(queries.visible_events(viewer).filter(pk__in=ids).values_list("pk", flat=True))


gate.register("event", _visible)


@panel("desk.links", order=30)
def desk_link(request: Request, about: object) -> str:
    """Where those who may announce an occasion do it."""
    if not policy.can_edit_events(request.viewer):
        return ""
    return render_to_string("gatherings/_desk_link.html", request=request)

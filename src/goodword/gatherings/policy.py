"""Who may announce what."""

from goodword.core.viewer import Viewer


def can_edit_events(viewer: Viewer) -> bool:
    """Staff whose role carries "events.edit"."""
    return viewer.is_staff and viewer.may("events.edit")

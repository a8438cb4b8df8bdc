"""What happens to gatherings. The docstring of each event is its public documentation."""

from dataclasses import dataclass

from goodword.core.events import Event


@dataclass(frozen=True, kw_only=True)
class OccasionEvent(Event):
    """Something happened to an occasion. The base of all events of this room."""

    occasion_id: int
    by_id: int | None


@dataclass(frozen=True, kw_only=True)
class OccasionAnnounced(OccasionEvent):
    """An occasion was announced."""


@dataclass(frozen=True, kw_only=True)
class OccasionChanged(OccasionEvent):
    """Time, place or words of an occasion changed."""


@dataclass(frozen=True, kw_only=True)
class OccasionCancelled(OccasionEvent):
    """An occasion will not take place; it stays on its page with the reason."""

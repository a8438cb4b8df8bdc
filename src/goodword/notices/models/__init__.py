"""The nouns of this room."""

from goodword.notices.models.notices import Notice
from goodword.notices.models.outbox import Item, Outgoing, Suppression
from goodword.notices.models.preferences import Choice, Pace, Rhythm

__all__ = ["Choice", "Item", "Notice", "Outgoing", "Pace", "Rhythm", "Suppression"]

"""The nouns of this room."""

from goodword.notices.models.inbound import Received, Returned
from goodword.notices.models.notices import Notice
from goodword.notices.models.outbox import Item, Outgoing, Suppression
from goodword.notices.models.preferences import Choice, Pace, Rhythm
from goodword.notices.models.push import PushSubscription

__all__ = [
    "Choice",
    "Item",
    "Notice",
    "Outgoing",
    "Pace",
    "PushSubscription",
    "Received",
    "Returned",
    "Rhythm",
    "Suppression",
]

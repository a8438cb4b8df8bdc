"""The verbs of this room. Another room needs these; how mail is planned, sent and unsubscribed from stands in the modules beside."""

from goodword.notices.actions.suppression import suppress
from goodword.notices.actions.telling import TAKE_BACK, mark_read, notify, take_back

__all__ = ["TAKE_BACK", "mark_read", "notify", "suppress", "take_back"]

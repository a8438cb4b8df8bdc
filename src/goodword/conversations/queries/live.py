"""What is new below a topic since somebody opened its page."""

from datetime import datetime

from goodword.conversations.queries.visible import visible_replies
from goodword.core.viewer import Viewer


def replies_since(topic_id: int, since: datetime, viewer: Viewer) -> int:
    """How many replies by others, written since then, stand where the viewer may see them now."""
    new = visible_replies(viewer).filter(
        topic_id=topic_id, created_at__gt=since, state="published", topic__state="published"
    )
    return new.exclude(author_id=viewer.id).count()

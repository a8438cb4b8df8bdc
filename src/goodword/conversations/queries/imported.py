"""What came with an import, found by its old address."""

from collections.abc import Iterator

from goodword.conversations.models import Reply, Topic
from goodword.conversations.queries.visible import visible_replies, visible_topics
from goodword.core.viewer import Viewer


def topic_ids_of(source: str) -> Iterator[int]:
    """The ids of all topics of a source, in order."""
    return Topic.objects.filter(source=source).order_by("pk").values_list("pk", flat=True).iterator(2000)


def text_from(source: str, source_id: str, viewer: Viewer) -> Topic | Reply | None:
    """The topic or reply that an old id became, as far as `viewer` may see it."""
    topic = visible_topics(viewer).filter(source=source, source_id=source_id).first()
    if topic is not None:
        return topic
    replies = visible_replies(viewer).select_related("topic")
    return replies.filter(source=source, source_id=source_id).first()

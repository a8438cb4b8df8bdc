"""What somebody has just sent and can still take back before anybody is told of it (CV-10).

The pages of a conversation ask inside the query they make anyway; nothing is asked for those who are not signed in.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from goodword.conversations.models import Reply, Topic
from goodword.core import clock
from goodword.core.viewer import Viewer
from goodword.notices.actions import TAKE_BACK


@dataclass(frozen=True)
class Undo:
    """What a page offers: the address that takes the text back, for how many seconds, and whether only the staff reads it."""

    url: str
    seconds: int
    private: bool


def seconds_left(created_at: datetime) -> int:
    """For how many more seconds nobody is told of a text; 0 once the time is over."""
    age = clock.now() - created_at
    return math.ceil((TAKE_BACK - age).total_seconds()) if timedelta(0) <= age < TAKE_BACK else 0


def undo_since() -> datetime:
    """What was sent after this can still be taken back."""
    return clock.now() - TAKE_BACK


def with_fresh_reply(
    rows: QuerySet[Any], viewer: Viewer, topic: str = "pk", *, since: datetime | None = None
) -> QuerySet[Any]:
    """Rows that know the viewer's own reply of the last seconds: fresh_id, fresh_at. topic: the column with the topic's id."""
    if not viewer.signed_in:
        return rows
    fresh = _fresh_replies(viewer, since).filter(topic_id=OuterRef(topic)).order_by("-created_at", "-pk")
    return rows.annotate(
        fresh_id=Subquery(fresh.values("pk")[:1]), fresh_at=Subquery(fresh.values("created_at")[:1])
    )


def on_page(topic: Topic, viewer: Viewer, row: Any = None) -> Undo | None:
    """What the writer may undo on the page of a topic: their newest reply, else the topic; None for everybody else.

    row: what `with_fresh_reply` was asked for, where that is not the topic itself. No query.
    """
    fresh = vars(row if row is not None else topic)
    if fresh.get("fresh_id") and (seconds := seconds_left(fresh["fresh_at"])):
        return Undo(reverse("conversations:undo_reply", args=[fresh["fresh_id"]]), seconds, _private(topic))
    own = viewer.signed_in and topic.author_id == viewer.person_id and topic.state == "published"
    if own and (seconds := seconds_left(topic.created_at)):
        return Undo(reverse("conversations:undo_topic", args=[topic.pk]), seconds, _private(topic))
    return None


def of_writer(viewer: Viewer) -> Undo | None:
    """The newest reply a person has just sent, wherever: for the desk, which stays where it is. One query."""
    reply = _fresh_replies(viewer).select_related("topic__space").order_by("-created_at", "-pk").first()
    seconds = seconds_left(reply.created_at) if reply else 0
    if reply is None or not seconds:
        return None
    return Undo(reverse("conversations:undo_reply", args=[reply.pk]), seconds, _private(reply.topic))


def _fresh_replies(viewer: Viewer, since: datetime | None = None) -> QuerySet[Reply]:
    fresh = {"created_at__gt": since or undo_since()}
    return Reply.objects.filter(author_id=viewer.id, state="published", **fresh)


def _private(topic: Topic) -> bool:
    return topic.audience == "staff" or (topic.space is not None and topic.space.staff_only)

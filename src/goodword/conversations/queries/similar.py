"""Questions like the one somebody is about to ask. A later release may find them otherwise; this is the place and the shape."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from goodword.conversations.models import Reply, Topic
from goodword.conversations.queries.visible import listed_topics
from goodword.core import choices, prepared, search
from goodword.core.delivery import a_choice
from goodword.core.prepared import listed, padded
from goodword.core.viewer import Viewer

MOST = 24  # topics among which the nearest are looked for
NEAR = 0.25  # beside a topic stand others that share at least this much of what it shares with itself


@dataclass(frozen=True)
class Similar:
    """A question like the words asked. score: larger is nearer, comparable within one answer. answered: it is solved."""

    topic: Topic
    score: float

    @property
    def answered(self) -> bool:
        """Whether an accepted answer stands."""
        return self.topic.solved_at is not None


def similar_questions(text: str, viewer: Viewer, limit: int = 5, *, facet: str = "question") -> list[Similar]:
    """Up to `limit` questions that `viewer` may see and that say much the same as `text`.

    The nearest come first; of those as near, answered ones.
    """
    hits = search.candidates(text[:500], viewer, facet=facet, limit=limit + 1)
    return _ranked(hits, viewer, limit)


def like_topic(topic: Topic, viewer: Viewer, limit: int = 4) -> list[Similar]:
    """Other topics of its kind like this one, for the side of its page. What may be seen is asked where they are read."""
    with a_choice():
        hits = choices.lately(
            ("like", topic.pk, topic.title, viewer.signed_in, limit),
            lambda: search.candidates(topic.title, viewer, facet=topic.kind, limit=limit + 1, mending=False),
        )
    near = max((hit.score for hit in hits), default=0.0) * NEAR
    return _ranked([hit for hit in hits if hit.ref.id != topic.pk and hit.score >= near], viewer, limit)


def _ranked(hits: list[search.Hit], viewer: Viewer, limit: int) -> list[Similar]:
    """The topics of these hits that the viewer may see: answered ones first, then the nearest."""
    scores = {hit.ref.id: hit.score for hit in hits}
    topics = _topics(list(scores)[:MOST], viewer) if scores else []
    found = [Similar(topic, scores[topic.pk]) for topic in topics]
    found.sort(key=lambda one: (not one.answered, -one.score))
    return found[:limit]


def _topics(ids: list[int], viewer: Viewer) -> list[Topic]:
    def build(value: Any) -> QuerySet[Topic]:
        asking = Viewer(value.person, viewer.scopes) if viewer.signed_in else viewer
        topics = listed_topics(asking).filter(pk__in=listed(value, MOST), duplicate_of__isnull=True)
        return topics.select_related("author").order_by("pk")

    person = {"person": viewer.id} if viewer.signed_in else {}
    shape = ("similar", viewer.signed_in, viewer.scopes)
    return prepared.find(shape, build, **padded(ids, MOST), **person).objects()


def best_answers(topic_ids: list[int], viewer: Viewer) -> dict[int, Reply]:
    """The first accepted answer of each of these questions that the viewer may read, by topic."""
    visible = listed_topics(viewer).filter(pk__in=topic_ids).values("pk")
    answers = Reply.objects.filter(topic__in=visible, rank=1, state="published", parent__isnull=True)
    best: dict[int, Reply] = {}
    for answer in answers.select_related("author", "acceptance__by").order_by(
        "topic_id", "-helpful_count", "-id"
    ):
        best.setdefault(answer.topic_id, answer)
    return best

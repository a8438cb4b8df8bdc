"""What one person has said, for their profile."""

from dataclasses import dataclass

from goodword.conversations.models import Reply, Topic
from goodword.conversations.queries.visible import listed_topics, visible_replies
from goodword.core.viewer import Viewer
from goodword.people.models import Person

SHOWN = 10


@dataclass(frozen=True)
class Said:
    """The latest topics and answers of a person, as far as a viewer may see them."""

    topics: list[Topic]
    answers: list[Reply]


def said_by(person: Person, viewer: Viewer) -> Said:
    """The last ten topics and the last ten answers of a person (without short replies)."""
    topics = listed_topics(viewer).filter(author=person).select_related("author", "idea", "space", "review")
    answers = visible_replies(viewer).filter(
        author=person, state="published", topic__state="published", parent__isnull=True
    )
    return Said(
        list(topics.order_by("-created_at", "-pk")[:SHOWN]),
        list(answers.select_related("topic").order_by("-created_at", "-pk")[:SHOWN]),
    )

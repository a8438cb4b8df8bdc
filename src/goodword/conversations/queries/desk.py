"""What waits for the staff, longest first."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from goodword.conversations.models import Reply, Topic
from goodword.conversations.models.ideas import Status
from goodword.conversations.queries.visible import listed_topics, visible_replies
from goodword.core import clock
from goodword.core.paging import Page, page_by_key
from goodword.core.viewer import Viewer
from goodword.people.models import Person

PAGE = 30
OLDEST_FIRST = ["created_at", "id"]
SOON, OVER = timedelta(hours=12), timedelta(hours=24)


@dataclass(frozen=True)
class Waiting:
    """A topic that waits: for how long, and how that looks on a clock (share of a day; "", "soon" or "over")."""

    topic: Topic
    waited: timedelta

    @property
    def share(self) -> float:
        """The part of a day that has passed."""
        return min(1.0, self.waited / OVER)

    @property
    def state(self) -> str:
        """How urgent it looks."""
        return "over" if self.waited >= OVER else "soon" if self.waited >= SOON else ""


def queue(viewer: Viewer, show: str = "", after: str = "") -> tuple[list[Waiting], Page[Topic]]:
    """A page of what waits: "" questions nobody has answered, "ideas" without a word of ours, "reviews" of the last weeks without one.

    The order is the time of writing alone; stars and votes play no part in it.
    """
    page = page_by_key(_waiting(viewer, show).select_related("author", "space"), OLDEST_FIRST, after, PAGE)
    now = clock.now()
    return [Waiting(topic, now - topic.created_at) for topic in page.rows], page


def waiting_count(viewer: Viewer) -> int:
    """How many questions wait."""
    return _waiting(viewer, "").count()


def _waiting(viewer: Viewer, show: str) -> QuerySet[Topic]:
    topics = listed_topics(viewer).filter(archived_at__isnull=True, duplicate_of__isnull=True, source="")
    topics = topics.exclude(author_id=viewer.id)
    if show == "ideas":
        silent = Q(first_staff_reply_at__isnull=True, idea__status=Status.OPEN)
        return topics.filter(silent, kind=Topic.Kind.IDEA)
    if show == "reviews":
        lately = clock.now() - timedelta(days=60)
        return topics.filter(
            kind=Topic.Kind.REVIEW, first_staff_reply_at__isnull=True, created_at__gte=lately
        )
    nobody = Q(answered_at__isnull=True) | Q(audience="staff", first_staff_reply_at__isnull=True)
    return topics.filter(nobody, kind=Topic.Kind.QUESTION, solved_at__isnull=True)


@dataclass(frozen=True)
class SaidHere:
    """How much somebody has said here."""

    questions: int
    answers: int
    reviews: int
    accepted: int


def said_here(person: Person, viewer: Viewer) -> SaidHere:
    """What a person has said, as far as the viewer may see it."""
    topics = listed_topics(viewer).filter(author=person)
    kinds = list(topics.values_list("kind", flat=True))
    replies = visible_replies(viewer).filter(author=person, state="published", topic__state="published")
    ranks = list(replies.filter(parent__isnull=True).values_list("rank", flat=True))
    return SaidHere(
        kinds.count(Topic.Kind.QUESTION), len(ranks), kinds.count(Topic.Kind.REVIEW), ranks.count(1)
    )


def last_replies(topic: Topic, viewer: Viewer, limit: int = 6) -> list[Reply]:
    """The last replies to a topic, oldest of them first."""
    replies = visible_replies(viewer).filter(topic=topic, state="published").select_related("author")
    return list(replies.order_by("-created_at", "-pk")[:limit])[::-1]

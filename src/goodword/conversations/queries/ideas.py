"""Ideas: their timeline, their voters' words, and what became of them by year."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max

from goodword.conversations.models import StatusChange, Topic, Vote
from goodword.conversations.models.ideas import Status
from goodword.conversations.queries.visible import listed_topics
from goodword.core.paging import Page, page_by_key
from goodword.core.viewer import Viewer

ENDS = (Status.DONE, Status.DECLINED)
# The names of the drawings and words of components/status.html.
STATES = {
    Status.OPEN: "open",
    Status.UNDER_REVIEW: "considered",
    Status.PLANNED: "planned",
    Status.STARTED: "started",
    Status.DONE: "done",
    Status.DECLINED: "declined",
}


@dataclass(frozen=True)
class Becauses:
    """Why people voted for an idea: the newest reasons, and how many votes carry one."""

    rows: list[Vote]
    count: int


def timeline(topic: Topic) -> list[StatusChange]:
    """The changes of an idea's status, oldest first."""
    return list(StatusChange.objects.filter(topic=topic).select_related("by").order_by("at", "pk"))


def becauses(topic: Topic, limit: int = 12) -> Becauses:
    """What voters gave as their reason."""
    rows = Vote.objects.filter(topic=topic, value=1).exclude(because="").select_related("person")
    found = list(rows.order_by("-at", "-pk")[: limit + 1])
    return Becauses(found[:limit], len(found) if len(found) <= limit else rows.count())


def ended(viewer: Viewer, *, year: int | None = None, after: str = "", size: int = 25) -> Page[Topic]:
    """Ideas that were done or declined, the latest first, of one year or all; each with what was said and done."""
    found = listed_topics(viewer).filter(
        kind=Topic.Kind.IDEA, idea__status__in=ENDS, duplicate_of__isnull=True
    )
    found = found.filter(idea__changed_at__isnull=False)
    if year:
        found = found.filter(idea__changed_at__year=year)
    found = found.select_related("author", "idea", "idea__owner")
    return page_by_key(found, ["-idea__changed_at", "-id"], after, size)


def years(viewer: Viewer) -> list[int]:
    """The years in which ideas ended, newest first."""
    found = listed_topics(viewer).filter(kind=Topic.Kind.IDEA, idea__status__in=ENDS)
    dates = found.filter(idea__changed_at__isnull=False).dates("idea__changed_at", "year", order="DESC")
    return [day.year for day in dates]


def last_reasons(topics: Iterable[Topic]) -> dict[int, str]:
    """The reason of the last change of each idea, by topic."""
    latest = (
        StatusChange.objects.filter(topic__in=list(topics))
        .values("topic_id")
        .annotate(last=Max("pk"))
        .order_by()
    )
    ids = [row["last"] for row in latest]
    return dict(StatusChange.objects.filter(pk__in=ids).values_list("topic_id", "reason"))

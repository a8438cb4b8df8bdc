"""How long questions wait for their first answer, in hours the house is open: computed, never typed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import QuerySet

from goodword.conversations.models import Topic
from goodword.conversations.queries.visible import listed_topics
from goodword.core import clock
from goodword.core.hours import open_time
from goodword.core.settings_registry import site_setting
from goodword.core.viewer import ANONYMOUS

WINDOW = timedelta(days=120)
MOST = 400  # the newest of them: the cost of the number must not grow with the community


@dataclass(frozen=True)
class AnswerTime:
    """The middle wait of the newest answered public questions: of how many it is, and the date of the oldest."""

    middle: timedelta
    questions: int
    since: datetime


def answered_questions() -> QuerySet[Topic]:
    """The public questions that the middle wait is of."""
    questions = listed_topics(ANONYMOUS).filter(
        kind=Topic.Kind.QUESTION, source="", answered_at__isnull=False
    )
    return questions.filter(created_at__gte=clock.now() - WINDOW)


def answer_time() -> AnswerTime | None:
    """The middle of the waits, None before the first answer."""
    newest = answered_questions().order_by("-created_at", "-id")
    waits = list(newest.values_list("created_at", "answered_at")[:MOST])
    if not waits:
        return None
    hours, zone = site_setting("site.hours"), site_setting("site.zone")
    seconds = [
        open_time(asked, answered, hours, zone).total_seconds() for asked, answered in waits if answered
    ]
    return AnswerTime(timedelta(seconds=median(seconds)), len(waits), waits[-1][0])

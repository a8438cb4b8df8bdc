"""Most asked again: which questions people keep coming with, so that the house can answer them where they arise (CV-12)."""

from datetime import timedelta

from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from goodword.conversations.models import Topic
from goodword.conversations.queries.visible import listed_topics
from goodword.core import clock, counts
from goodword.core.viewer import Viewer

DAYS = 90
MOST = 50


def asked_again(viewer: Viewer) -> list[Topic]:
    """The questions asked most often, at most fifty, in one query; each knows linked_count, same_here_count, solved_me_count.

    linked_count: other questions that were linked to it. solved_me_count: how often its answer spared somebody the asking in the last
    ninety days (a count without persons). The order is the sum of the three, then the newest.
    """
    questions = listed_topics(viewer).filter(kind=Topic.Kind.QUESTION)
    linked = questions.filter(duplicate_of=OuterRef("pk")).order_by().values("duplicate_of")
    since = (clock.now() - timedelta(days=DAYS)).date()
    rows = questions.filter(duplicate_of__isnull=True).annotate(
        linked_count=Coalesce(
            Subquery(linked.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
        ),
        solved_me_count=counts.of_rows("solved_me", since=since),
    )
    often = rows.annotate(times=F("linked_count") + F("same_here_count") + F("solved_me_count"))
    found = often.filter(times__gt=0).select_related("author", "space")
    return list(found.order_by("-times", "-pk")[:MOST])

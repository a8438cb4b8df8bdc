"""The first thirty seconds: four shelves and some faces, each a real query."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodword.conversations.models import IdeaDetail, Reply, ReviewDetail, Topic
from goodword.conversations.queries.answer_times import answer_time
from goodword.conversations.queries.visible import listed_topics, topics_open_to
from goodword.core import clock
from goodword.core.hours import is_open
from goodword.core.settings_registry import site_setting
from goodword.core.viewer import Viewer
from goodword.gatherings.queries import coming_up
from goodword.people.models import Person
from goodword.people.policy import label_of
from goodword.people.queries import roles_of, who_helps

LONG_ENOUGH = (
    60  # characters of a review that is shown on the first page; the rule is on "How reviews work here"
)


@dataclass(frozen=True)
class Shelves:
    """What the first page shows."""

    answered: list[Topic]
    reviews: list[ReviewDetail]
    changes: list[IdeaDetail]
    change_count: int
    events: list[Any]


def shelves(viewer: Viewer) -> Shelves:
    """The four shelves for one viewer."""
    changes = done_or_declined(viewer)
    return Shelves(
        answered=answered_lately(viewer),
        reviews=what_customers_say(viewer),
        changes=list(changes[:3]),
        change_count=changes.filter(changed_at__year=timezone.localtime().year).count(),
        events=coming_up(viewer, 3),
    )


def answered_lately(viewer: Viewer, limit: int = 5) -> list[Topic]:
    """Public questions that somebody answered, the latest first; each with its accepted replies as `solutions`."""
    accepted = Reply.objects.filter(acceptance__isnull=False, state="published").select_related("author")
    questions = listed_topics(viewer).filter(kind="question", audience="everyone", answered_at__isnull=False)
    found = questions.filter(duplicate_of__isnull=True).order_by("-active_at", "-id")
    solutions = Prefetch("replies", accepted.order_by("created_at"), to_attr="solutions")
    return list(found.prefetch_related(solutions)[:limit])


def what_customers_say(viewer: Viewer) -> list[ReviewDetail]:
    """The newest review of one or two stars and the newest of four or five, both of customers and a sentence long.

    The rule is published on "How reviews work here". Neither is larger, and the newer one comes first, whatever its stars.
    """
    reviews = ReviewDetail.objects.filter(
        topics_open_to(viewer, "topic__"), topic__state="published", rating__counted=True
    )
    reviews = reviews.filter(topic__source="", topic__language__in=["", "en"]).order_by(
        "-topic__created_at", "-id"
    )
    shown = reviews.select_related("topic", "topic__author", "product", "product__maker")
    pair = [_first_long(shown.filter(stars__lte=2)), _first_long(shown.filter(stars__gte=4))]
    return sorted(
        (review for review in pair if review), key=lambda review: review.topic.created_at, reverse=True
    )


def _first_long(reviews: QuerySet[ReviewDetail]) -> ReviewDetail | None:
    return next((review for review in reviews[:20] if len(review.topic.body) >= LONG_ENOUGH), None)


def done_or_declined(viewer: Viewer) -> QuerySet[IdeaDetail]:
    """Ideas that became done or were declined, the latest first."""
    ideas = IdeaDetail.objects.filter(topics_open_to(viewer, "topic__"), topic__state="published")
    ended = ideas.filter(status__in=["done", "declined"])
    return ended.select_related("topic", "topic__author").order_by("-changed_at", "-id")


def who_answers(viewer: Viewer) -> dict[str, Any]:
    """Staff and champions with their line, until when the house is open, and the middle answer time with what it is of."""
    people = who_helps(limit=6)
    confirmed = _confirmed_answers([person.pk for person in people])
    faces = [{"person": person, **_words_about(person, confirmed.get(person.pk, 0))} for person in people]
    closes = is_open(clock.now(), site_setting("site.hours"), site_setting("site.zone"))
    return {"faces": faces, "open_until": closes, "answer_time": answer_time()}


def _words_about(person: Person, confirmed: int) -> dict[str, str]:
    """Label and one line of somebody who answers."""
    roles = roles_of(person)
    profile = getattr(person, "staff_profile", None)
    line = profile.line if profile else ""
    if not line and confirmed:
        line = ngettext("%(n)s confirmed answer.", "%(n)s confirmed answers.", confirmed) % {"n": confirmed}
    text = _("Staff · owner") if "owner" in roles else ""
    return {"label": label_of(roles), "label_text": text, "meta": line}


def _confirmed_answers(person_ids: list[int]) -> dict[int, int]:
    """How many public answers of each person were accepted."""
    accepted = Reply.objects.filter(
        author_id__in=person_ids,
        acceptance__isnull=False,
        state="published",
        topic__state="published",
        topic__audience="everyone",
    )
    return dict(accepted.values_list("author_id").annotate(n=Count("id")).order_by())


def duration(time: timedelta) -> str:
    """A time as a person says it: "40 min", "1 h 50 min", "2 days"."""
    minutes = round(time.total_seconds() / 60)
    if minutes < 60:
        return _("%(minutes)s min") % {"minutes": minutes}
    hours, minutes = divmod(minutes, 60)
    if not minutes:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


def hints() -> list[dict[str, str]]:
    """The words below the search box, as links to what they find."""
    return [
        {"label": words, "url": f"{reverse('site:search')}?{urlencode({'q': words})}"}
        for words in site_setting("site.people_ask")
    ]

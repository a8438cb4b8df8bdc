"""What the search index holds of a topic: its words and those of the answers that stand."""

from collections.abc import Iterable

from django.db.models import Q

from goodword.conversations.models import Reply, ReviewDetail, Topic
from goodword.core.gate import Ref
from goodword.core.search import Entry
from goodword.core.text import plain

MOST = 20_000  # characters of one entry


def entries(topic_ids: Iterable[int]) -> tuple[list[Entry], list[Ref]]:
    """The entries of these topics, and the refs of those that must not be found: withheld, withdrawn, duplicates."""
    topics = list(Topic.objects.select_related("space").filter(pk__in=list(topic_ids)))
    found = [topic for topic in topics if topic.state == "published" and topic.duplicate_of_id is None]
    words = _more_words([topic.pk for topic in found])
    gone = [Ref("topic", topic.pk) for topic in topics if topic not in found]
    return [_entry(topic, words.get(topic.pk, "")) for topic in found], gone


def _entry(topic: Topic, more: str) -> Entry:
    staff_only = topic.audience != "everyone" or (topic.space is not None and topic.space.staff_only)
    return Entry(
        ref=Ref("topic", topic.pk),
        facet=topic.kind,
        title=topic.title,
        body=f"{plain(topic.body_html)} {more}"[:MOST],
        audience="staff" if staff_only else "everyone",
        at=topic.created_at,
        answered=topic.solved_at is not None,
    )


def _more_words(topic_ids: list[int]) -> dict[int, str]:
    """The words of accepted and official answers, and of a review's product, pros and cons, by topic."""
    words: dict[int, str] = {}
    answers = Reply.objects.filter(topic_id__in=topic_ids, state="published").filter(
        Q(rank__gte=1) | Q(official=True)
    )
    for topic_id, html in answers.order_by("topic_id", "-rank", "pk").values_list("topic_id", "body_html"):
        words[topic_id] = f"{words.get(topic_id, '')} {plain(html)}"[:MOST]
    reviews = ReviewDetail.objects.filter(topic_id__in=topic_ids)
    for topic_id, *parts in reviews.values_list("topic_id", "reviewed_item", "pros", "cons"):
        words[topic_id] = " ".join([words.get(topic_id, ""), *parts])
    return words

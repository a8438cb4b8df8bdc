"""Counting again from the rows: every count of a topic or reply must equal what it stands for (R11)."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min, Q

from goodword.conversations.models import Acceptance, Confirmation, Reply, SameHere, Topic, Vote

BATCH = 500


def recount_topics() -> int:
    """Mend the counts of topics. Returns how many differed."""
    return sum(_mend(Topic, ids, _topic_counts(ids)) for ids in _batches(Topic))


def recount_replies() -> int:
    """Mend the counts of replies. Returns how many differed."""
    return sum(_mend(Reply, ids, _reply_counts(ids)) for ids in _batches(Reply))


def _batches(model: type[Topic] | type[Reply]) -> Iterator[list[int]]:
    last = 0
    while ids := list(model.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield ids
        last = ids[-1]


@transaction.atomic
def _mend(model: type[Topic] | type[Reply], ids: list[int], true: dict[int, dict[str, Any]]) -> int:
    names = sorted({name for counts in true.values() for name in counts})
    differing = 0
    for row in model.objects.filter(pk__in=ids).values("pk", *names):
        wrong = {name: value for name, value in true[row["pk"]].items() if row[name] != value}
        if wrong:
            differing += 1
            model.objects.filter(pk=row["pk"]).update(**wrong)
    return differing


def _topic_counts(ids: list[int]) -> dict[int, dict[str, Any]]:
    kinds = dict(Topic.objects.filter(pk__in=ids).values_list("pk", "kind"))
    replies = _count(Reply.objects.filter(topic__in=ids).exclude(state="withdrawn"), "topic_id")
    same = _count(SameHere.objects.filter(topic__in=ids), "topic_id")
    up = _count(Vote.objects.filter(topic__in=ids, value=1), "topic_id")
    down = _count(Vote.objects.filter(topic__in=ids, value=-1), "topic_id")
    standing = Acceptance.objects.filter(
        reply__topic__in=ids, reply__state="published", reply__outdating__isnull=True
    )
    grouped = standing.values("reply__topic_id").annotate(n=Count("pk"), first=Min("at")).order_by()
    solved = {row["reply__topic_id"]: (row["n"], row["first"]) for row in grouped}
    counts = {}
    for id, kind in kinds.items():
        idea = kind == Topic.Kind.IDEA
        counts[id] = {
            "reply_count": replies.get(id, 0),
            "same_here_count": same.get(id, 0),
            "vote_count": up.get(id, 0) if idea else 0,
            "helpful_count": 0 if idea else up.get(id, 0),
            "unhelpful_count": 0 if idea else down.get(id, 0),
            "accepted_count": solved.get(id, (0, None))[0],
            "solved_at": solved.get(id, (0, None))[1],
        }
    return counts


def _reply_counts(ids: list[int]) -> dict[int, dict[str, Any]]:
    up = _count(Vote.objects.filter(reply__in=ids, value=1), "reply_id")
    down = _count(Vote.objects.filter(reply__in=ids, value=-1), "reply_id")
    tried = (
        Confirmation.objects.filter(reply__in=ids)
        .values("reply_id")
        .annotate(
            for_it=Count("pk", filter=Q(works=True)),
            against=Count("pk", filter=Q(works=False)),
            last=Max("at", filter=Q(works=True)),
        )
        .order_by()
    )
    confirmed: dict[int, dict[str, Any]] = {row["reply_id"]: dict(row) for row in tried}
    return {
        id: {
            "helpful_count": up.get(id, 0),
            "unhelpful_count": down.get(id, 0),
            "works_count": confirmed.get(id, {}).get("for_it", 0),
            "fails_count": confirmed.get(id, {}).get("against", 0),
            "works_at": confirmed.get(id, {}).get("last"),
        }
        for id in ids
    }


def _count(rows: Any, by: str) -> dict[int, int]:
    return dict(rows.values_list(by).annotate(n=Count("pk")).order_by())

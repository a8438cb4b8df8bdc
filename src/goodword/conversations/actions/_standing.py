"""What follows from acceptances and out-of-date marks: the rank of a reply and whether its question is solved.

Rank is the order class of the published rule: 2 the official answer, 1 accepted, 0 plain, -1 out of date.
"""

from django.db.models import Count, Max, Min, Q

from goodword.conversations.models import Acceptance, Confirmation, Outdating, Reply, Topic

OFFICIAL, ACCEPTED, PLAIN, OUTDATED = 2, 1, 0, -1


def settle_reply(reply: Reply) -> Reply:
    """Set the rank of a reply from its rows."""
    outdated = Outdating.objects.filter(reply=reply).exists()
    accepted = Acceptance.objects.filter(reply=reply).exists()
    rank = OFFICIAL if reply.official else OUTDATED if outdated else ACCEPTED if accepted else PLAIN
    if rank != reply.rank:
        reply.rank = rank
        reply.save(update_fields=["rank"])
    return reply


def settle_topic(topic_id: int) -> None:
    """Set count and time of the acceptances that stand: their reply is published and not out of date."""
    standing = Acceptance.objects.filter(
        reply__topic_id=topic_id, reply__state="published", reply__outdating__isnull=True
    )
    found = standing.aggregate(count=Count("pk"), first=Min("at"))
    Topic.objects.filter(pk=topic_id).update(accepted_count=found["count"], solved_at=found["first"])


def settle_confirmations(reply: Reply) -> Reply:
    """Set how many say that an answer works, how many that it does not, and when somebody last said it works."""
    found = Confirmation.objects.filter(reply=reply).aggregate(
        for_it=Count("pk", filter=Q(works=True)),
        against=Count("pk", filter=Q(works=False)),
        last=Max("at", filter=Q(works=True)),
    )
    reply.works_count, reply.fails_count, reply.works_at = found["for_it"], found["against"], found["last"]
    reply.save(update_fields=["works_count", "fails_count", "works_at"])
    return reply

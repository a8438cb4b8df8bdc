"""What the two whose links the demo prints have been told lately: the notices they would have, had the house told them as it happened."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from goodword.conversations.models import Acceptance, Reply, SameHere, StatusChange, Topic, Vote
from goodword.core.gate import Ref
from goodword.notices.actions import mark_read, notify
from goodword.notices.actions.preferences import Hours, choose
from goodword.notices.models import Notice, Pace
from goodword.people.models import Follow, Person
from goodword.site.demo.world import World

LATELY = timedelta(days=30)
UNREAD = timedelta(days=6)
Told = tuple[str, Ref, str, int | None, Ref, datetime, dict[str, Any]]


def tell(world: World) -> None:
    """Notices of the last weeks for a customer and a member of staff; what is older they have read. Hannah chose a digest."""
    hannah = world.people["hannah"]
    paces = {("email", "follows"): Pace.DAILY, ("email", "people"): Pace.WEEKLY}
    hours: Hours = {"quiet_from": None, "quiet_to": None, "digest_hour": 8, "digest_day": 0, "most_a_day": 10}
    choose(hannah, paces, hours, {"zone": "", "language": ""})
    for key in ("hannah", "ines"):
        person = world.people[key]
        for kind, about, cause, actor_id, thread, at, facts in _what_happened(person, world.calendar.now):
            notify(
                [person.pk], kind, about, cause=cause, actor_id=actor_id, thread=thread, at=at, facts=facts
            )
        old = Notice.objects.filter(person=person, visible_from__lt=world.calendar.now - UNREAD)
        mark_read(person.pk, old.values_list("pk", flat=True))


def _what_happened(person: Person, now: datetime) -> Iterator[Told]:
    since = now - LATELY
    for reply in _replies(since).filter(topic__author=person).exclude(author=person):
        yield _of(reply, "answer", reply.author_id, reply.created_at)
    for reply in (
        _replies(since).filter(parent__author=person).exclude(author=person).exclude(topic__author=person)
    ):
        yield _of(reply, "remark", reply.author_id, reply.created_at)
    accepted = Acceptance.objects.filter(at__gte=since).select_related("reply")
    for one in accepted.filter(reply__author=person).exclude(by=person):
        yield _of(one.reply, "accepted", one.by_id, one.at)
    shared = SameHere.objects.filter(person=person).values("topic")
    for one in accepted.filter(reply__topic__in=shared).exclude(reply__author=person):
        yield _of(one.reply, "solved", one.by_id, one.at, cause=f"topic:{one.reply.topic_id}")
    voted = Vote.objects.filter(person=person, topic__isnull=False).values("topic")
    for change in StatusChange.objects.filter(topic__in=voted, at__gte=since).exclude(by=person):
        idea = Ref("topic", change.topic_id)
        facts = {"status": change.status}
        yield "idea_status", idea, f"change:{change.pk}", change.by_id, idea, change.at, facts
    followed = Follow.objects.filter(person=person, kind="person").values("object_id")
    topics = Topic.objects.filter(author__in=followed, created_at__gte=since, audience="everyone")
    for topic in topics.exclude(author=person):
        ref = Ref("topic", topic.pk)
        yield "followed_topic", ref, f"topic:{topic.pk}", topic.author_id, ref, topic.created_at, {}


def _replies(since: datetime) -> Any:
    return Reply.objects.filter(created_at__gte=since, state="published")


def _of(reply: Reply, kind: str, actor_id: int | None, at: datetime, *, cause: str = "") -> Told:
    about, thread = Ref("reply", reply.pk), Ref("topic", reply.topic_id)
    return kind, about, cause or f"reply:{reply.pk}", actor_id, thread, at, {}

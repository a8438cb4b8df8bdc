"""Same here: somebody has the same question. It counts, and they hear once when it is solved."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from goodword.conversations import policy
from goodword.conversations.models import SameHere, Topic
from goodword.core import clock
from goodword.core.errors import NotAllowed
from goodword.core.gate import Ref
from goodword.people.actions.follows import follow, unfollow
from goodword.people.models import Person
from goodword.people.queries import viewer_of


@transaction.atomic
def say_same_here(topic: Topic, *, by: Person, at: datetime | None = None) -> SameHere:
    """Say that one has the same question, and follow it. Doing it twice changes nothing. Raises NotAllowed (one's own question)."""
    topic = Topic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    if not policy.can_say_same_here(viewer_of(by), topic):
        raise NotAllowed(_("This is for others who have the same question."))
    now = at or clock.now()
    row, _new = SameHere.objects.get_or_create(topic=topic, person=by, defaults={"at": now})
    follow(Ref("topic", topic.pk), by=by, at=now)
    _count(topic)
    return row


@transaction.atomic
def take_back_same_here(topic: Topic, *, by: Person) -> None:
    """Take "same here" back, and the following with it. Doing it twice changes nothing."""
    topic = Topic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    SameHere.objects.filter(topic=topic, person=by).delete()
    unfollow(Ref("topic", topic.pk), by=by)
    _count(topic)


def _count(topic: Topic) -> None:
    topic.same_here_count = SameHere.objects.filter(topic=topic).count()
    topic.save(update_fields=["same_here_count"])

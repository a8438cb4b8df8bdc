"""What becomes of an idea: each change has somebody who answers for it, a reason and a date for the next word."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from goodword.conversations import policy
from goodword.conversations.events import IdeaStatusChanged
from goodword.conversations.models import IdeaDetail, StatusChange, Topic
from goodword.conversations.models.ideas import Status
from goodword.core import clock
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.events import publish
from goodword.core.text import clean_line, clean_text
from goodword.people.models import Person
from goodword.people.queries import label_at, viewer_of

ENDS = (Status.DONE, Status.DECLINED)  # no next word is due after these


@transaction.atomic
def change_status(
    topic: Topic,
    *,
    by: Person,
    status: str,
    reason: str,
    next_word_by: date | None = None,
    owner: Person | None = None,
    said: str = "",
    did: str = "",
    at: datetime | None = None,
) -> StatusChange:
    """Move an idea to another status and tell everybody who voted, once.

    owner: who on the staff answers for it (default: by). said, did: the two halves of "you said, we did"; done needs `did`.
    next_word_by: a day not before `at`; needed while the idea is neither done nor declined. Raises NotAllowed, Invalid, Conflict.
    """
    topic = Topic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    detail = IdeaDetail.objects.select_for_update(of=("self",)).filter(topic=topic).first()
    if not policy.can_decide_idea(viewer_of(by)):
        raise NotAllowed(_("Somebody who speaks for the house decides about ideas."))
    if detail is None or topic.state != "published":
        raise Conflict(_("This is not an idea that stands."))
    now = at or clock.now()
    reason, did = clean_text(reason)[:2000], clean_line(did, 300)
    _check(detail, status, reason, did, next_word_by, now)
    if owner is not None and label_at(owner) != "staff":
        raise Invalid(_("Somebody on the staff answers for an idea."), field="owner")
    next_word = None if status in ENDS else next_word_by
    detail.status, detail.owner, detail.next_word_by, detail.changed_at = status, owner or by, next_word, now
    detail.said = clean_line(said, 200) or detail.said or topic.title[:200]
    detail.did = did or (reason[:300] if status == Status.DECLINED else detail.did)
    detail.save()
    change = StatusChange.objects.create(
        topic=topic, status=status, by=by, reason=reason, next_word_by=next_word, at=now
    )
    Topic.objects.filter(pk=topic.pk, active_at__lt=now).update(active_at=now)
    publish(IdeaStatusChanged(topic_id=topic.pk, by_id=by.pk, status=status, change_id=change.pk))
    return change


def _check(
    detail: IdeaDetail, status: str, reason: str, did: str, next_word_by: date | None, now: datetime
) -> None:
    """Raise Invalid for what an honest answer must not lack."""
    if status not in Status.values:
        raise Invalid(_("Choose a status from the list."), field="status")
    if status == detail.status and status in ENDS:
        raise Conflict(_("The idea has this status already."))
    if not reason:
        raise Invalid(_("Say why. Everybody who voted will read it."), field="reason")
    if status == Status.DONE and not did:
        raise Invalid(_("Say in one sentence what was done."), field="did")
    if status not in ENDS and status != Status.OPEN and next_word_by is None:
        raise Invalid(_("Say by which day there will be a next word."), field="next_word_by")
    if next_word_by is not None and next_word_by < now.date():
        raise Invalid(_("This day is over. Choose one to come."), field="next_word_by")

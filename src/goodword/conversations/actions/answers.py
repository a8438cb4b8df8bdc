"""What makes a reply an answer: accepting it, trying it, saying that it is out of date."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goodword.conversations import policy
from goodword.conversations.actions import _standing
from goodword.conversations.events import (
    AnswerAccepted,
    AnswerConfirmed,
    AnswerOutdated,
    AnswerRevived,
    AnswerUnaccepted,
)
from goodword.conversations.models import Acceptance, Confirmation, Outdating, Reply, Topic
from goodword.core import clock
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.events import publish
from goodword.core.text import clean_line
from goodword.people.models import Person
from goodword.people.queries import label_at, viewer_of

UNDO_OUTDATED = 2  # so many persons have to say "still works" to undo an out-of-date mark


@transaction.atomic
def accept_answer(reply: Reply, *, by: Person, note: str = "", at: datetime | None = None) -> Acceptance:
    """Say that a reply answers the question: the asker, or staff or a champion with a note. A question may have several.

    Raises NotAllowed, Invalid (no note), Conflict (accepted already, out of date, not an answer).
    """
    topic, reply = _locked(reply)
    viewer = viewer_of(by)
    if not policy.can_accept_answer(viewer, topic):
        raise NotAllowed(_("The one who asked accepts an answer, or the staff or a champion does."))
    by_asker = topic.author_id == by.pk
    note = clean_line(note, 300)
    if not by_asker and not note:
        raise Invalid(_("Say in a few words why this answers the question."), field="note")
    _must_be_answer(topic, reply)
    if Outdating.objects.filter(reply=reply).exists():
        raise Conflict(_("This answer is marked as out of date."))
    try:
        with transaction.atomic():
            row = Acceptance.objects.create(
                reply=reply,
                by=by,
                by_label=label_at(by, at),
                by_asker=by_asker,
                note=note,
                at=at or clock.now(),
            )
    except IntegrityError as error:
        raise Conflict(_("This answer is accepted already.")) from error
    first = topic.solved_at is None
    _standing.settle_reply(reply)
    _standing.settle_topic(topic.pk)
    publish(AnswerAccepted(reply_id=reply.pk, topic_id=topic.pk, by_id=by.pk, first=first))
    return row


@transaction.atomic
def unaccept_answer(reply: Reply, *, by: Person) -> Reply:
    """Take an acceptance back: whoever gave it, or the asker. Raises NotAllowed, Conflict (it is not accepted)."""
    topic, reply = _locked(reply)
    row = Acceptance.objects.filter(reply=reply).first()
    if row is None:
        raise Conflict(_("This answer is not accepted any more."))
    if by.pk not in (row.by_id, topic.author_id) and not viewer_of(by).is_staff:
        raise NotAllowed(_("Only who accepted it takes that back."))
    row.delete()
    _standing.settle_reply(reply)
    _standing.settle_topic(topic.pk)
    publish(AnswerUnaccepted(reply_id=reply.pk, topic_id=topic.pk, by_id=by.pk))
    return reply


@transaction.atomic
def confirm_answer(
    reply: Reply, *, by: Person, works: bool, version: str = "", at: datetime | None = None
) -> Confirmation:
    """Say that one tried an answer and that it works, or that it did not; saying it again renews it.

    Two later confirmations undo an out-of-date mark. Raises NotAllowed (one's own answer), Conflict (not an answer).
    """
    topic, reply = _locked(reply)
    if not policy.can_confirm(viewer_of(by), reply):
        raise NotAllowed(_("Others say whether your answer works."))
    _must_be_answer(topic, reply)
    row, _new = Confirmation.objects.update_or_create(
        reply=reply,
        person=by,
        defaults={"works": works, "version": clean_line(version, 80), "at": at or clock.now()},
    )
    _standing.settle_confirmations(reply)
    publish(AnswerConfirmed(reply_id=reply.pk, topic_id=topic.pk, by_id=by.pk, works=works))
    mark = Outdating.objects.filter(reply=reply).first()
    if mark and works and _confirmed_since(mark) >= UNDO_OUTDATED:
        _revive(topic, reply, by)
    return row


@transaction.atomic
def mark_outdated(reply: Reply, *, by: Person, reason: str, at: datetime | None = None) -> Outdating:
    """Say that an answer is out of date, and why: never for its tone. It sorts lower and stays readable; its writer is told.

    Raises NotAllowed, Invalid (no reason), Conflict (marked already, not an answer).
    """
    topic, reply = _locked(reply)
    if not policy.can_mark_outdated(viewer_of(by)):
        raise NotAllowed(_("The staff and champions mark answers as out of date."))
    reason = clean_line(reason, 300)
    if not reason:
        raise Invalid(_("Say what has changed; the writer will read it."), field="reason")
    _must_be_answer(topic, reply)
    try:
        with transaction.atomic():
            row = Outdating.objects.create(reply=reply, by=by, reason=reason, at=at or clock.now())
    except IntegrityError as error:
        raise Conflict(_("This answer is marked as out of date already.")) from error
    _standing.settle_reply(reply)
    _standing.settle_topic(topic.pk)
    publish(AnswerOutdated(reply_id=reply.pk, topic_id=topic.pk, by_id=by.pk))
    return row


@transaction.atomic
def end_outdating(reply: Reply, *, by: Person) -> Reply:
    """Take an out-of-date mark away: staff and champions, and the one who set it. Raises NotAllowed, Conflict."""
    topic, reply = _locked(reply)
    if not policy.can_mark_outdated(viewer_of(by)):
        raise NotAllowed(_("The staff and champions mark answers as out of date."))
    if not Outdating.objects.filter(reply=reply).exists():
        raise Conflict(_("This answer is not marked as out of date."))
    _revive(topic, reply, by)
    return reply


def _revive(topic: Topic, reply: Reply, by: Person) -> None:
    Outdating.objects.filter(reply=reply).delete()
    _standing.settle_reply(reply)
    _standing.settle_topic(topic.pk)
    publish(AnswerRevived(reply_id=reply.pk, topic_id=topic.pk, by_id=by.pk))


def _confirmed_since(mark: Outdating) -> int:
    return Confirmation.objects.filter(reply_id=mark.reply_id, works=True, at__gte=mark.at).count()


def _locked(reply: Reply) -> tuple[Topic, Reply]:
    """Topic and reply, locked in the order every verb here keeps."""
    topic = Topic.objects.select_for_update().get(pk=reply.topic_id)
    return topic, Reply.objects.select_for_update(of=("self",)).get(pk=reply.pk)


def _must_be_answer(topic: Topic, reply: Reply) -> None:
    if topic.kind != Topic.Kind.QUESTION or reply.parent_id is not None:
        raise Conflict(_("Only an answer to a question can be this."))
    if topic.state != "published" or reply.state != "published":
        raise Conflict(_("This text is not shown any more."))

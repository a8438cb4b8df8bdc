"""Posting, editing and taking back replies."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from goodword.conversations import policy
from goodword.conversations.actions import _standing, _words
from goodword.conversations.actions.pictures import link_pictures
from goodword.conversations.events import ReplyEdited, ReplyPosted, ReplyWithdrawn
from goodword.conversations.models import Reply, Revision, Topic, Withdrawal
from goodword.core import clock
from goodword.core.errors import Conflict, Missing, NotAllowed
from goodword.core.events import publish
from goodword.people.models import Person
from goodword.people.queries import label_at, viewer_of


@transaction.atomic
def post_reply(
    topic: Topic,
    *,
    by: Person,
    body: str,
    parent: Reply | None = None,
    quoted: Reply | None = None,
    official: bool = False,
    html: str | None = None,
    at: datetime | None = None,
) -> Reply:
    """Answer a topic, or remark on a reply (`parent`). `official`: the company's one answer to a review or an idea.

    Raises NotAllowed, Missing (a parent of another topic), Conflict (a second official answer), Invalid.
    """
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    viewer = viewer_of(by)
    if not policy.can_reply(viewer, topic) and not by.source:
        raise NotAllowed(_("This conversation does not take replies any more."))
    if any(other and other.topic_id != topic.pk for other in (parent, quoted)):
        raise Missing()
    if parent is not None and parent.parent_id is not None:
        parent = parent.parent  # remarks stand one level deep
    if parent is not None and parent.state != "published":
        raise Conflict(_("This text is not shown any more."))
    label = _label(by, topic, at)
    if official and (label != "staff" or topic.kind not in ("review", "idea")):
        raise NotAllowed(_("Only the staff gives the official answer."))
    if official and topic.replies.filter(official=True, state="published").exists():
        raise Conflict(_("There is an official answer already. Its writer can change it."))
    now = at or clock.now()
    reply = Reply.objects.create(
        topic=topic,
        author=by,
        written_as=label,
        parent=parent,
        quoted=quoted,
        official=official,
        rank=_standing.OFFICIAL if official else _standing.PLAIN,
        created_at=now,
        **_words.words_of(body, html=html),
    )
    link_pictures(reply)
    _note_reply(topic, reply)
    publish(ReplyPosted(reply_id=reply.pk, topic_id=topic.pk, by_id=by.pk))
    return reply


@transaction.atomic
def edit_reply(reply: Reply, *, by: Person, body: str, at: datetime | None = None) -> Reply:
    """Change the words of one's own reply; what stood before is kept. Raises NotAllowed, Invalid."""
    reply = Reply.objects.select_for_update().get(pk=reply.pk)
    if not policy.can_edit(viewer_of(by), reply):
        raise NotAllowed(_("Only its writer can change a text."))
    words = _words.words_of(body)
    if words["body"] == reply.body:
        return reply
    now = at or clock.now()
    Revision.objects.create(reply=reply, body=reply.body, digest=_words.digest("", reply.body), at=now)
    reply.body, reply.body_html, reply.edited_at = words["body"], words["body_html"], now
    reply.save(update_fields=["body", "body_html", "edited_at"])
    link_pictures(reply)
    publish(ReplyEdited(reply_id=reply.pk, topic_id=reply.topic_id, by_id=by.pk))
    return reply


@transaction.atomic
def withdraw_reply(reply: Reply, *, by: Person, at: datetime | None = None) -> Reply:
    """Take one's own reply back; what others wrote under it stays. Raises NotAllowed."""
    Topic.objects.select_for_update().get(pk=reply.topic_id)
    reply = Reply.objects.select_for_update().get(pk=reply.pk)
    if not policy.can_withdraw(viewer_of(by), reply):
        raise NotAllowed(_("Only its writer can take a text back."))
    reply.withdrawal = Withdrawal.objects.create(by=by, at=at or clock.now())
    reply.state = "withdrawn"
    reply.save(update_fields=["state", "withdrawal"])
    Topic.objects.filter(pk=reply.topic_id).update(reply_count=Greatest(F("reply_count") - 1, 0))
    _standing.settle_topic(reply.topic_id)
    publish(ReplyWithdrawn(reply_id=reply.pk, topic_id=reply.topic_id, by_id=by.pk))
    return reply


def _note_reply(topic: Topic, reply: Reply) -> None:
    """Counts and clocks of the topic; remarks on a reply count as replies of the topic too."""
    changes = {"reply_count": F("reply_count") + 1, "active_at": max(topic.active_at, reply.created_at)}
    if topic.answered_at is None and reply.author_id != topic.author_id:
        changes["answered_at"] = reply.created_at
    if (
        topic.first_staff_reply_at is None
        and reply.written_as == "staff"
        and reply.author_id != topic.author_id
    ):
        changes["first_staff_reply_at"] = reply.created_at
    Topic.objects.filter(pk=topic.pk).update(**changes)


def _label(by: Person, topic: Topic, at: datetime | None) -> str:
    """The label this reply carries for ever; under a review the maker of the thing answers as such (CV-5)."""
    label = label_at(by, at)
    if label != "staff" and topic.kind == Topic.Kind.REVIEW:
        makes_it = topic.about.filter(maker__person_id=by.pk).exists()
        return "maker" if makes_it else label
    return label

"""Replies: answering, changing, taking back, and accepting an answer."""

from django.urls import reverse
from django.utils.translation import gettext as _

from goodword.connect.addresses import absolute
from goodword.connect.api import conversations, telling
from goodword.connect.api.access import writer
from goodword.connect.api.doors import GONE, NOT_FOUND, writes
from goodword.connect.api.inputs import ChangedReply, NewAcceptance, NewReply
from goodword.connect.api.paging import Id, only
from goodword.connect.api.problems import TooNarrow
from goodword.connect.api.shapes import Made, MyAcceptance, Told
from goodword.connect.api.shapes import Reply as ReplyShape
from goodword.connect.api.writing.topics import standing_topic
from goodword.conversations.actions import answers, replies
from goodword.conversations.models import Reply
from goodword.conversations.queries.threads import reply_of
from goodword.core.errors import Missing
from goodword.core.http import Request

SCOPE = "replies:write"


@writes("POST", "/topics/{int:topic_id}/replies", ReplyShape, NOT_FOUND, GONE, tag="replies", scope=SCOPE)
def post_reply(request: Request, topic_id: Id, new: NewReply) -> Made:
    """Answer a topic, or remark on a reply. Whoever works here answers with the staff label, whatever the token."""
    only(request)
    topic = standing_topic(request, topic_id)
    if new.official and not request.viewer.may("desk.answer"):
        raise TooNarrow(_("Only the staff gives the official answer, with a token for it."), "staff:answer")
    reply = replies.post_reply(
        topic,
        by=writer(request),
        body=new.body,
        parent=reply_of(new.parent_id, request.viewer) if new.parent_id else None,
        quoted=reply_of(new.quoted_id, request.viewer) if new.quoted_id else None,
        official=new.official,
    )
    return Made(_told(reply.pk, request), absolute(request, reverse("connect:api:reply", args=[reply.pk])))


@writes("PATCH", "/replies/{int:reply_id}", ReplyShape, NOT_FOUND, GONE, tag="replies", scope=SCOPE)
def change_reply(request: Request, reply_id: Id, change: ChangedReply) -> Told:
    """Change the words of one's own reply; what stood before is kept and can be read."""
    only(request)
    reply = standing_reply(request, reply_id)
    replies.edit_reply(reply, by=writer(request), body=change.body)
    return _told(reply.pk, request)


@writes("DELETE", "/replies/{int:reply_id}", None, NOT_FOUND, GONE, tag="replies", scope=SCOPE)
def withdraw_reply(request: Request, reply_id: Id) -> None:
    """Take one's own reply back; what others wrote under it stays."""
    only(request)
    replies.withdraw_reply(standing_reply(request, reply_id), by=writer(request))


@writes(
    "PUT",
    "/replies/{int:reply_id}/acceptance",
    MyAcceptance,
    NOT_FOUND,
    GONE,
    tag="replies",
    scope="answers:write",
)
def accept(request: Request, reply_id: Id, said: NewAcceptance) -> Told:
    """Say that a reply answers the question: whoever asked does, or staff or a champion with a note and a token for it."""
    only(request)
    row = answers.accept_answer(standing_reply(request, reply_id), by=writer(request), note=said.note)
    return {"reply_id": reply_id, "by_asker": row.by_asker, "note": row.note, "at": row.at}


@writes(
    "DELETE",
    "/replies/{int:reply_id}/acceptance",
    None,
    NOT_FOUND,
    GONE,
    tag="replies",
    scope="answers:write",
)
def take_acceptance_back(request: Request, reply_id: Id) -> None:
    """Take an acceptance back: whoever gave it, or whoever asked."""
    only(request)
    answers.unaccept_answer(standing_reply(request, reply_id), by=writer(request))


def standing_reply(request: Request, reply_id: int) -> Reply:
    """A reply that stands, for a verb. Raises Fallen where one stood, Missing."""
    try:
        return reply_of(reply_id, request.viewer)
    except Missing as error:
        raise conversations.fallen_reply(request, reply_id) or error from error


def _told(reply_id: int, request: Request) -> Told:
    rows = conversations.reply_rows(request).filter(pk=reply_id)
    return conversations.the_one(telling.replies(rows, request), None)

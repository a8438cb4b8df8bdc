"""Taking back what was sent a moment ago, before anybody is told; the words wait in the form they came from (CV-10)."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodword.conversations import policy
from goodword.conversations.actions import undo as verbs
from goodword.conversations.answering import SeeOther, writer
from goodword.conversations.models import Reply, Topic
from goodword.conversations.queries import threads, undo
from goodword.core import once
from goodword.core.audience import members
from goodword.core.errors import NotAllowed
from goodword.core.http import Request


@members
@require_POST
def undo_topic(request: Request, id: int) -> HttpResponse:
    """Take one's own topic back at once. Once the time is over, one is led to the page that says what taking back means then."""
    return SeeOther(once.run(request, lambda: _undo_topic(request, id)))


@members
@require_POST
def undo_reply(request: Request, id: int) -> HttpResponse:
    """The same for one's own reply; once the time is over, one is led to where it is edited or taken back."""
    return SeeOther(once.run(request, lambda: _undo_reply(request, id)))


def _undo_topic(request: Request, id: int) -> str:
    topic = threads.topic_of(id, request.viewer)
    _must_be_own(request, topic)
    review = topic.kind == Topic.Kind.REVIEW
    if not undo.seconds_left(topic.created_at):
        return reverse(f"conversations:withdraw_{'review' if review else 'topic'}", args=[topic.pk])
    verbs.undo_topic(topic, by=writer(request))
    if review:
        return reverse("conversations:write_review", args=[topic.review.product_id])
    forms = {"question": "ask", "idea": "new_idea", "story": "new_story"}
    return reverse(f"conversations:{forms[topic.kind]}")


def _undo_reply(request: Request, id: int) -> str:
    reply = threads.reply_of(id, request.viewer)
    _must_be_own(request, reply)
    if not undo.seconds_left(reply.created_at):
        return reverse("conversations:edit_reply", args=[reply.pk])
    verbs.undo_reply(reply, by=writer(request))
    if reply.parent_id:
        return reverse("conversations:remarks", args=[reply.parent_id]) + "#write"
    quoting = f"?quote={reply.quoted_id}" if reply.quoted_id else ""
    return f"{reply.topic.get_absolute_url()}{quoting}#write"


def _must_be_own(request: Request, post: Topic | Reply) -> None:
    if not policy.can_withdraw(request.viewer, post):
        raise NotAllowed(_("Only its writer can take a text back."))

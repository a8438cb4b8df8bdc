"""What one can do with a text besides writing: small forms, each to an address of its own.

Script swaps the text; without it, one is led back to it.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodword.conversations import policy
from goodword.conversations.actions import answers, same_here, votes
from goodword.conversations.answering import SeeOther, fragment_asked, writer
from goodword.conversations.models import Reply, Topic
from goodword.conversations.queries import threads
from goodword.core import counts, ratelimit
from goodword.core.audience import members, public
from goodword.core.errors import Invalid
from goodword.core.gate import Ref
from goodword.core.http import Request
from goodword.people.actions import follows

ReplyVerb = Callable[[Request, Reply], Any]
TopicVerb = Callable[[Request, Topic], Any]


def of_reply(verb: ReplyVerb) -> Callable[..., HttpResponseBase]:
    """A view that does `verb` with a reply the viewer may see and shows the reply again."""

    @members
    @require_POST
    def view(request: Request, id: int) -> HttpResponse:
        reply = threads.reply_of(id, request.viewer)
        verb(request, reply)
        if not fragment_asked(request):
            return SeeOther(reply.get_absolute_url())
        row = threads.one_row(id, request.viewer)
        template = "conversations/_remark.html" if reply.parent_id else "conversations/_reply.html"
        can_reply = policy.can_reply(request.viewer, row.topic)
        return render(request, template, {"row": row, "topic": row.topic, "can_reply": can_reply})

    return view


def of_topic(verb: TopicVerb) -> Callable[..., HttpResponseBase]:
    """A view that does `verb` with a topic the viewer may see and shows its page, or the part with its buttons, again."""

    @members
    @require_POST
    def view(request: Request, id: int) -> HttpResponse:
        topic = threads.topic_of(id, request.viewer)
        verb(request, topic)
        if not fragment_asked(request) or topic.kind == Topic.Kind.REVIEW:
            return SeeOther(topic.get_absolute_url())
        topic = threads.topic_page(id, request.viewer)
        own = topic.author_id == request.viewer.person_id
        return render(request, "conversations/_topic_tools.html", {"topic": topic, "own": own})

    return view


accept = of_reply(
    lambda request, reply: answers.accept_answer(reply, by=writer(request), note=request.POST.get("note", ""))
)
unaccept = of_reply(lambda request, reply: answers.unaccept_answer(reply, by=writer(request)))
outdate = of_reply(
    lambda request, reply: answers.mark_outdated(
        reply, by=writer(request), reason=request.POST.get("reason", "")
    )
)
end_outdating = of_reply(lambda request, reply: answers.end_outdating(reply, by=writer(request)))
helpful = of_reply(lambda request, reply: votes.vote(reply, by=writer(request), value=_value(request)))
end_helpful = of_reply(lambda request, reply: votes.take_back(reply, by=writer(request)))
same = of_topic(lambda request, topic: same_here.say_same_here(topic, by=writer(request)))
end_same = of_topic(lambda request, topic: same_here.take_back_same_here(topic, by=writer(request)))
end_vote = of_topic(lambda request, topic: votes.take_back(topic, by=writer(request)))
follow = of_topic(lambda request, topic: follows.follow(Ref("topic", topic.pk), by=writer(request)))
unfollow = of_topic(lambda request, topic: follows.unfollow(Ref("topic", topic.pk), by=writer(request)))


def _confirm(request: Request, reply: Reply) -> None:
    said = request.POST.get("works", "")
    if said not in ("0", "1"):
        raise Invalid(_("Say whether it worked."), field="works")
    answers.confirm_answer(
        reply, by=writer(request), works=said == "1", version=request.POST.get("version", "")
    )


def _vote(request: Request, topic: Topic) -> None:
    because = request.POST.get("because", "")
    votes.vote(topic, by=writer(request), value=_value(request), because=because)


confirm = of_reply(_confirm)
vote = of_topic(_vote)


def _value(request: Request) -> int:
    said = request.POST.get("value", "1")
    if said not in ("1", "-1"):
        raise Invalid(_("This vote is not one we know."), field="value")
    return int(said)


@public
@require_POST
def solved_me(request: Request, id: int) -> HttpResponse:
    """Somebody found their answer without asking: one more on today's count of this question. Nothing about them is kept."""
    topic = threads.topic_of(id, request.viewer, Topic.Kind.QUESTION)
    ratelimit.check(f"solved:{topic.pk}", limit=60, seconds=3600)
    counts.add_one("solved_me", topic.pk)
    return SeeOther(f"{topic.get_absolute_url()}?solved=1")

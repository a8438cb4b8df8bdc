"""The page of one conversation: question, idea, story."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goodword.conversations import policy
from goodword.conversations.answering import fragment_asked
from goodword.conversations.forms.replies import ReplyForm
from goodword.conversations.models import Reply, Topic
from goodword.conversations.queries import helpers, ideas, markup, pictures, similar, threads, undo
from goodword.core import carry
from goodword.core.audience import public
from goodword.core.delivery import lasting
from goodword.core.errors import Missing
from goodword.core.http import Request
from goodword.core.middleware import problem, wants_json
from goodword.core.settings_registry import site_setting
from goodword.core.text import plain
from goodword.core.text import tail as slug_of
from goodword.core.viewer import Viewer


@public
@lasting
@require_safe
def question(request: Request, id: int, slug: str = "") -> HttpResponseBase:
    """A question with its answers."""
    return topic_response(request, id, slug, Topic.Kind.QUESTION)


@public
@lasting
@require_safe
def idea(request: Request, id: int, slug: str = "") -> HttpResponseBase:
    """An idea, its votes and what became of it."""
    return topic_response(request, id, slug, Topic.Kind.IDEA)


@public
@lasting
@require_safe
def story(request: Request, id: int, slug: str = "") -> HttpResponseBase:
    """A story with its pictures."""
    return topic_response(request, id, slug, Topic.Kind.STORY)


@public
@require_safe
def topic(request: Request, id: int) -> HttpResponseBase:
    """The short address of any topic leads to its page."""
    found = threads.topic_of(id, request.viewer)
    return HttpResponsePermanentRedirect(found.get_absolute_url())


def topic_response(
    request: Request, id: int, slug: str, kind: str, form: ReplyForm | None = None, status: int = 200
) -> HttpResponseBase:
    """The page of a topic; a tombstone (410) for what fell; a redirect for other slugs and for duplicates."""
    try:
        found = threads.topic_page(id, request.viewer, kind)
    except Missing:
        return _tombstone(request, id, kind)
    address = found.get_absolute_url()
    if form is None and found.duplicate_of and "here" not in request.GET and not request.GET.get("after"):
        return HttpResponsePermanentRedirect(f"{found.duplicate_of.get_absolute_url()}?from={found.pk}")
    if form is None and slug != slug_of(found.title):
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    page = threads.thread(
        found, request.viewer, sort=request.GET.get("sort", ""), after=request.GET.get("after", "")
    )
    context = {"topic": found, "thread": page, **_thread_links(request, found, page)}
    if fragment_asked(request) and request.GET.get("after"):
        return render(request, "conversations/_replies.html", context)
    context |= _around(request, found, page)
    context |= _writing(request, found, form)
    return render(request, f"conversations/{kind}.html", context, status=status)


def _tombstone(request: Request, id: int, kind: str) -> HttpResponse:
    fallen = threads.fallen_topic(id, request.viewer, kind)
    if fallen is None:
        raise Missing()
    viewer = request.viewer
    if wants_json(request):
        return problem(410, "gone", fallen.state, request)
    own = viewer.signed_in and fallen.author_id == viewer.person_id
    readable = own or (fallen.state == "withheld" and viewer.may("moderation.decide"))
    context = {"topic": fallen, "own": own, "readable": readable}
    return render(request, "conversations/gone.html", context, status=410)


def _thread_links(request: Request, topic: Topic, page: threads.Thread) -> dict[str, Any]:
    names = {"newest": _("newest"), "oldest": _("oldest"), "helpful": _("most helpful")}
    plain_order = {
        "newest": _("newest first"),
        "oldest": _("oldest first"),
        "helpful": _("most helpful first"),
    }
    return {
        "orders": [(key, word, key == page.sort) for key, word in names.items()],
        "order_word": names[page.sort],
        "plain_order": plain_order[page.sort],
        "first_page": not request.GET.get("after"),
        "can_reply": policy.can_reply(request.viewer, topic),
    }


def _around(request: Request, topic: Topic, page: threads.Thread) -> dict[str, Any]:
    viewer = request.viewer
    return {
        "about": pictures.products_about(topic),
        "tags": pictures.tags_of(topic),
        "pictures": pictures.pictures_of(topic) if topic.kind == Topic.Kind.STORY else [],
        "similar": similar.like_topic(topic, viewer),
        "helpers": helpers.helpers(topic.space),
        "own": viewer.signed_in and topic.author_id == viewer.person_id,
        "may_tidy": policy.can_tidy(viewer),
        "may_archive": policy.can_archive(viewer),
        **_came_from(request),
        **(_of_idea(topic, viewer) if topic.kind == Topic.Kind.IDEA else {}),
        "description": plain(topic.body_html, 180) or topic.title,
        "canonical_url": settings.GOODWORD_SITE_URL + topic.get_absolute_url(),
        "phone": site_setting("site.phone"),
        "undo": undo.on_page(topic, viewer),
        "solved_me": "solved" in request.GET,
        "markup": markup.of_topic(topic, page) if not request.GET.get("after") else "",
    }


def _writing(request: Request, topic: Topic, form: ReplyForm | None) -> dict[str, Any]:
    """The form below a conversation, with the draft or what was carried; for the anonymous too: typing needs no account."""
    if topic.archived_at is not None or topic.duplicate_of_id is not None:
        return {"form": None}
    draft = vars(topic).get("my_draft") or {}
    carried = carry.fields(request)
    quoting = _quoting(request, topic)
    initial = {"quoted": quoting.pk if quoting else None, **(carried or draft)}
    question, viewer = topic.kind == Topic.Kind.QUESTION, request.viewer
    name = topic.author.name
    return {
        "form": form
        or ReplyForm(initial={key: initial.get(key) for key in ("body", "parent", "quoted", "official")}),
        "draft_back": bool(draft and not carried and form is None),
        "draft_key": f"topic-{topic.pk}",
        "quoting": quoting,
        "may_be_official": viewer.is_staff and topic.kind == Topic.Kind.IDEA,
        "placeholder": _("Write to %(name)s and everybody who reads this…") % {"name": name}
        if name and question
        else "",
        "write_word": _("Post the answer") if question else _("Post it"),
        "write_title": _("Do you know the answer?")
        if question and not topic.reply_count
        else _("Know something the others haven’t said?")
        if question
        else _("What do you think?"),
    }


def _quoting(request: Request, topic: Topic) -> Reply | None:
    """The reply that is to be quoted, if it stands in this conversation."""
    number = request.GET.get("quote", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    try:
        reply = threads.reply_of(int(number), request.viewer)
    except Missing:
        return None
    return reply if reply.topic_id == topic.pk else None


def _came_from(request: Request) -> dict[str, Any]:
    """The duplicate somebody was led from, as a link to read it all the same."""
    number = request.GET.get("from", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return {}
    address = reverse("conversations:short_question", args=[int(number)])
    return {"came_from": True, "came_from_url": f"{address}?here=1"}


def _of_idea(topic: Topic, viewer: Viewer) -> dict[str, Any]:
    """What an idea's page shows besides: its timeline, what voters say, and the staff's button."""
    return {
        "changes": ideas.timeline(topic),
        "becauses": ideas.becauses(topic),
        "may_decide": policy.can_decide_idea(viewer),
    }

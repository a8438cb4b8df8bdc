"""Answering and remarking; editing and taking back one's own words."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodword.conversations import policy
from goodword.conversations.actions import drafts, replies, topics
from goodword.conversations.actions.tags import tags_from_words
from goodword.conversations.answering import SeeOther, attempt, refused_form, writer
from goodword.conversations.forms.replies import EditReplyForm, ReplyForm
from goodword.conversations.forms.topics import EditTopicForm
from goodword.conversations.models import Reply, Topic
from goodword.conversations.queries import history, threads
from goodword.conversations.queries.drafts import draft_of
from goodword.conversations.views.topics import topic_response
from goodword.core import carry, once
from goodword.core.audience import members, public
from goodword.core.errors import Invalid, NotAllowed
from goodword.core.http import Request
from goodword.core.text import slug as slug_of


@public
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: Request, id: int) -> HttpResponseBase:
    """An answer to a question, a word under an idea, a story or a review, a short reply under a reply."""
    if request.method != "POST":
        return SeeOther(threads.topic_of(id, request.viewer).get_absolute_url())
    topic = threads.topic_of(id, request.viewer)
    if not request.viewer.signed_in:
        return carry.interlude(request, back=topic.get_absolute_url())
    form = ReplyForm(request.POST)
    address = (
        attempt(form, lambda: once.run(request, lambda: _write(request, topic, form)))
        if form.is_valid()
        else None
    )
    if address is None and topic.kind == Topic.Kind.REVIEW:
        raise Invalid(
            " ".join(str(error) for errors in form.errors.values() for error in errors), field="body"
        )
    if address is None:
        return topic_response(request, topic.pk, slug_of(topic.title), topic.kind, form, 422)
    parent = form.cleaned_data.get("parent")
    drafts.forget_draft(f"reply-{parent}" if parent else f"topic-{topic.pk}", by=writer(request))
    carry.forget(request)
    if "desk" in request.POST and request.viewer.is_staff:
        return SeeOther(reverse("conversations:desk"))
    return SeeOther(address)


def _write(request: Request, topic: Topic, form: ReplyForm) -> str:
    sent, viewer = form.cleaned_data, request.viewer
    parent = threads.reply_of(sent["parent"], viewer) if sent.get("parent") else None
    quoted = threads.reply_of(sent["quoted"], viewer) if sent.get("quoted") else None
    reply = replies.post_reply(
        topic,
        by=writer(request),
        body=sent["body"],
        parent=parent,
        quoted=quoted,
        official=bool(sent.get("official")),
    )
    return f"{topic.get_absolute_url()}#reply-{reply.pk}"


@public
@require_safe
def reply(request: Request, id: int) -> HttpResponse:
    """The address of one reply leads to its place; `remarks` below has all short replies under it."""
    return SeeOther(threads.reply_of(id, request.viewer).get_absolute_url())


@public
@require_safe
def remarks(request: Request, id: int) -> HttpResponse:
    """All short replies under one reply, a page at a time; and the form for another, without script."""
    row = threads.one_row(id, request.viewer)
    rows, after = threads.remarks_page(row.reply, request.viewer, request.GET.get("after", ""))
    key, carried = f"reply-{row.reply.pk}", carry.fields(request)
    draft = None if carried else draft_of(key, request.viewer)
    context = {
        "row": row,
        "rows": rows,
        "next": after,
        "topic": row.topic,
        "form": ReplyForm(initial={**(carried or draft or {}), "parent": row.reply.pk}),
        "draft": draft,
        "draft_key": key,
        "can_reply": policy.can_reply(request.viewer, row.topic),
    }
    return render(request, "conversations/remarks.html", context)


@public
@require_safe
def reply_history(request: Request, id: int) -> HttpResponse:
    """What a reply said before."""
    found = threads.reply_of(id, request.viewer)
    context = {"topic": found.topic, "reply": found, "versions": history.of_reply(found)}
    return render(request, "conversations/history.html", context)


@public
@require_safe
def topic_history(request: Request, id: int) -> HttpResponse:
    """What a topic said before."""
    found = threads.topic_of(id, request.viewer)
    return render(
        request, "conversations/history.html", {"topic": found, "versions": history.of_topic(found)}
    )


@members
@require_http_methods(["GET", "HEAD", "POST"])
def edit_reply(request: Request, id: int) -> HttpResponse:
    """Change the words of one's own reply."""
    found = threads.reply_of(id, request.viewer)
    _must_be_own(request, found)
    form = EditReplyForm(request.POST or None, initial={"body": found.body})
    context = {"topic": found.topic, "reply": found, "form": form}
    if request.method != "POST":
        return render(request, "conversations/edit.html", context)
    if form.is_valid() and attempt(
        form, lambda: replies.edit_reply(found, by=writer(request), body=form.cleaned_data["body"])
    ):
        return SeeOther(found.get_absolute_url())
    return refused_form(request, "conversations/edit.html", context)


@members
@require_http_methods(["GET", "HEAD", "POST"])
def edit_topic(request: Request, id: int) -> HttpResponse:
    """Change the words and tags of one's own topic."""
    found = threads.topic_of(id, request.viewer, "question", "idea", "story")
    _must_be_own(request, found)
    tags = ", ".join(found.tags.values_list("name", flat=True))
    form = EditTopicForm(
        request.POST or None, initial={"title": found.title, "body": found.body, "tags": tags}
    )
    context = {"topic": found, "form": form}
    if request.method != "POST":
        return render(request, "conversations/edit.html", context)
    changed = attempt(form, lambda: _change(request, found, form)) if form.is_valid() else None
    return (
        SeeOther(changed.get_absolute_url())
        if changed
        else refused_form(request, "conversations/edit.html", context)
    )


def _change(request: Request, topic: Topic, form: EditTopicForm) -> Topic:
    sent = form.cleaned_data
    tags = tags_from_words(sent["tags"])
    return topics.edit_topic(topic, by=writer(request), title=sent["title"], body=sent["body"], tags=tags)


@members
@require_POST
def withdraw_reply(request: Request, id: int) -> HttpResponse:
    """Take one's own reply back."""
    found = threads.reply_of(id, request.viewer)
    replies.withdraw_reply(found, by=writer(request))
    return SeeOther(found.get_absolute_url())


@members
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_topic(request: Request, id: int) -> HttpResponse:
    """Take one's own topic back, after a page that says what that means."""
    found = threads.topic_of(id, request.viewer, "question", "idea", "story")
    _must_be_own(request, found)
    if request.method != "POST":
        return render(request, "conversations/withdraw.html", {"topic": found})
    topics.withdraw_topic(found, by=writer(request))
    return SeeOther(found.get_absolute_url())


def _must_be_own(request: Request, post: Topic | Reply) -> None:
    if not policy.can_edit(request.viewer, post):
        raise NotAllowed(_("Only its writer can change a text."))

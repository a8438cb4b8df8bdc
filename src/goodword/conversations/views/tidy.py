"""Keeping conversations in order: duplicates, archives."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from goodword.conversations import policy
from goodword.conversations.actions import duplicates
from goodword.conversations.answering import SeeOther, attempt, refused_form, writer
from goodword.conversations.forms.topics import DuplicateForm
from goodword.conversations.models import Topic
from goodword.conversations.queries import similar, threads
from goodword.core.audience import members
from goodword.core.errors import Invalid, Missing, NotAllowed
from goodword.core.http import Request

KINDS = (Topic.Kind.QUESTION, Topic.Kind.IDEA, Topic.Kind.STORY)


@members
@require_http_methods(["GET", "HEAD", "POST"])
def duplicate(request: Request, id: int) -> HttpResponseBase:
    """Link a topic to the one that asks the same."""
    topic = threads.topic_of(id, request.viewer, *KINDS)
    if not policy.can_tidy(request.viewer):
        raise NotAllowed(_("The staff and champions link duplicates."))
    form = DuplicateForm(request.POST or None)
    context = {"topic": topic, "form": form, "similar": similar.like_topic(topic, request.viewer)}
    if request.method != "POST":
        return render(request, "conversations/duplicate.html", context)
    if form.is_valid() and attempt(form, lambda: _mark(request, topic, form.cleaned_data["original"])):
        return SeeOther(topic.get_absolute_url())
    return refused_form(request, "conversations/duplicate.html", context)


def _mark(request: Request, topic: Topic, original_id: int) -> Topic:
    try:
        original = threads.topic_of(original_id, request.viewer, *KINDS)
    except Missing as error:
        raise Invalid(_("There is no conversation of this number."), field="original") from error
    return duplicates.mark_duplicate(topic, by=writer(request), original=original)


@members
@require_POST
def end_duplicate(request: Request, id: int) -> HttpResponse:
    """Undo the link."""
    topic = threads.topic_of(id, request.viewer, *KINDS)
    duplicates.unmark_duplicate(topic, by=writer(request))
    return SeeOther(topic.get_absolute_url())


@members
@require_POST
def archive(request: Request, id: int) -> HttpResponse:
    """Close a conversation."""
    topic = threads.topic_of(id, request.viewer, *KINDS)
    duplicates.archive_topic(topic, by=writer(request))
    return SeeOther(topic.get_absolute_url())


@members
@require_POST
def end_archive(request: Request, id: int) -> HttpResponse:
    """Open it again."""
    topic = threads.topic_of(id, request.viewer, *KINDS)
    duplicates.reopen_topic(topic, by=writer(request))
    return SeeOther(topic.get_absolute_url())

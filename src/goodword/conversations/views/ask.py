"""Asking: similar questions while one types, then the form."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from goodword.conversations.actions import drafts, topics
from goodword.conversations.actions.tags import tags_from_words
from goodword.conversations.answering import SeeOther, attempt, refused_form, writer
from goodword.conversations.forms.topics import AskForm
from goodword.conversations.models import Topic
from goodword.conversations.queries import suggestions, threads
from goodword.conversations.queries.drafts import draft_of
from goodword.conversations.queries.helpers import helpers
from goodword.core import carry, counts, once
from goodword.core.audience import public
from goodword.core.http import Request
from goodword.core.settings_registry import site_setting


@public
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request) -> HttpResponseBase:
    """One box that answers while one types; below it the form for what is not there."""
    if request.method == "POST":
        return _send(request)
    words = request.GET.get("q", "").strip()[:300]
    draft = draft_of("ask", request.viewer)
    initial = carry.fields(request) or ({} if words else draft) or {}
    initial = {"space": request.GET.get("space", ""), "about": request.GET.getlist("product")[:5], **initial}
    initial["title"] = words or initial.get("title", "")
    form = AskForm(initial=initial)
    form.offer_places(request.viewer)
    context = {"form": form, "q": words, "draft": draft if not words else None, **_around(request, words)}
    return render(request, "conversations/ask.html", context)


def _send(request: Request) -> HttpResponseBase:
    form = AskForm(request.POST)
    form.offer_places(request.viewer)
    context = {"form": form, "q": "", **_around(request, "")}
    if "find" in request.POST:
        form.is_valid()
        return render(request, "conversations/ask.html", context)
    if not form.is_valid():
        return refused_form(request, "conversations/ask.html", context)
    if not request.viewer.signed_in:
        return carry.interlude(request, back=reverse("conversations:ask"))
    address = attempt(form, lambda: once.run(request, lambda: _open(request, form)))
    if address is None:
        return refused_form(request, "conversations/ask.html", context)
    drafts.forget_draft("ask", by=writer(request))
    carry.forget(request)
    return SeeOther(address)


def _open(request: Request, form: AskForm) -> str:
    sent = form.cleaned_data
    return topics.open_topic(
        Topic.Kind.QUESTION,
        by=writer(request),
        title=sent["title"],
        body=sent["body"],
        audience=sent["audience"],
        space=form.space(),
        tags=tags_from_words(sent["tags"]),
        about=form.about_products(),
    ).get_absolute_url()


def _around(request: Request, words: str) -> dict[str, Any]:
    found = suggestions.suggestions(words, request.viewer, answer_in_place=True) if words else []
    for row in found:
        if "opened" in row:
            row["answer"] = suggestions.render_answer(row["opened"], request)
    return {
        "suggestions": found,
        "heading": suggestions.heading(len(found)),
        "helpers": helpers(),
        "self_served": counts.total("solved_me"),
        "phone": site_setting("site.phone"),
    }


@public
@require_safe
def similar(request: Request) -> HttpResponse:
    """The questions like the words typed so far, as a fragment."""
    words = request.GET.get("q", "").strip()[:300]
    found = suggestions.suggestions(words, request.viewer) if len(words) > 2 else []
    context = {"suggestions": found, "heading": suggestions.heading(len(found))}
    return render(request, "components/suggestions.html", context)


@public
@require_safe
def answer(request: Request, id: int) -> HttpResponse:
    """The best accepted answer of one question, opened in place."""
    topic = threads.topic_of(id, request.viewer, Topic.Kind.QUESTION)
    return render(request, "components/suggestion_answer.html", suggestions.opened(topic, request.viewer))

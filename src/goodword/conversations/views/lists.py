"""Lists: questions, stories, spaces, tags, what one has begun."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goodword.conversations.models import Topic
from goodword.conversations.queries import lists
from goodword.conversations.queries.drafts import drafts_of
from goodword.conversations.queries.helpers import helpers
from goodword.conversations.queries.lists import Asked
from goodword.core.audience import members, public
from goodword.core.delivery import lasting
from goodword.core.http import Request
from goodword.people.queries import follows

PLACES = {
    "topic": "conversations:topic",
    "reply": "conversations:remarks",
    "review": "conversations:write_review",
}  # of drafts that belong to something


@public
@lasting
@require_safe
def questions(request: Request) -> HttpResponse:
    """All questions: open, solved, unanswered, one's own; by activity or newest; of a space or with a tag."""
    asked = _asked(request)
    page = lists.topics(Topic.Kind.QUESTION, request.viewer, asked)
    words = {"": _("All"), "open": _("Open"), "unanswered": _("No answer yet"), "solved": _("Solved")}
    if request.viewer.signed_in:
        words["mine"] = _("Mine")
    if asked.show == "answered":
        words["answered"] = _("Counted for the answer time")
    context = {
        "page": page,
        "asked": asked,
        "tabs": _tabs(request, "show", words, asked.show),
        "sorts": _tabs(
            request, "sort", {"": _("last active"), "newest": _("newest")}, request.GET.get("sort", "")
        ),
        "spaces": lists.open_spaces(request.viewer),
        "helpers": helpers(asked.space),
    }
    return render(request, "conversations/questions.html", context)


@public
@lasting
@require_safe
def stories(request: Request) -> HttpResponse:
    """All stories, newest first."""
    page = lists.topics(
        Topic.Kind.STORY, request.viewer, Asked(sort="newest", after=request.GET.get("after", ""))
    )
    return render(request, "conversations/stories.html", {"page": page})


@public
@lasting
@require_safe
def spaces(request: Request) -> HttpResponse:
    """The parts of this community."""
    return render(request, "conversations/spaces.html", {"spaces": lists.open_spaces(request.viewer)})


@public
@lasting
@require_safe
def space(request: Request, slug: str) -> HttpResponse:
    """What is talked about in one space."""
    found = lists.space_by_slug(slug, request.viewer)
    asked = Asked(
        show=_show(request), sort=request.GET.get("sort", ""), space=found, after=request.GET.get("after", "")
    )
    context = {
        "space": found,
        "page": lists.topics("", request.viewer, asked),
        "helpers": helpers(found),
        "following": found.pk in follows(request.viewer, "space", [found.pk]),
    }
    return render(request, "conversations/space.html", context)


@public
@lasting
@require_safe
def tags(request: Request) -> HttpResponse:
    """The tags most used."""
    word = request.GET.get("q", "").strip()[:80]
    return render(request, "conversations/tags.html", {"tags": lists.tags(word), "q": word})


@public
@lasting
@require_safe
def tag(request: Request, slug: str) -> HttpResponseBase:
    """What carries one tag; synonyms and merged tags lead to theirs."""
    found = lists.tag_by_slug(slug)
    if found.slug != slug:
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    asked = Asked(sort=request.GET.get("sort", ""), tag=found, after=request.GET.get("after", ""))
    context = {
        "tag": found,
        "page": lists.topics("", request.viewer, asked),
        "following": found.pk in follows(request.viewer, "tag", [found.pk]),
    }
    return render(request, "conversations/tag.html", context)


@members
@require_safe
def drafts(request: Request) -> HttpResponse:
    """What one has begun and not sent."""
    return render(
        request, "conversations/drafts.html", {"drafts": [_draft(row) for row in drafts_of(request.viewer)]}
    )


def _draft(row: Any) -> dict[str, Any]:
    """A draft with its words and the form it belongs to."""
    places = {
        "ask": reverse("conversations:ask"),
        "idea": reverse("conversations:new_idea"),
        "story": reverse("conversations:new_story"),
    }
    url = places.get(row.key, "")
    form, _dash, number = row.key.partition("-")
    if not url and form in PLACES and number.isascii() and number.isdigit() and len(number) < 18:
        url = reverse(PLACES[form], args=[int(number)])
    words = row.fields.get("title") or row.fields.get("body") or row.fields.get("details") or ""
    return {"key": row.key, "url": url, "words": words[:200], "saved_at": row.saved_at}


def _asked(request: Request) -> Asked:
    query = request.GET
    space_slug, tag_slug = query.get("space", ""), query.get("tag", "")
    return Asked(
        show=_show(request),
        sort="newest" if query.get("sort") == "newest" else "active",
        space=lists.space_by_slug(space_slug, request.viewer) if space_slug else None,
        tag=lists.tag_by_slug(tag_slug) if tag_slug else None,
        after=query.get("after", ""),
    )


def _show(request: Request) -> str:
    show = request.GET.get("show", "")
    if show == "mine" and not request.viewer.signed_in:
        return ""
    return show if show in lists.FILTERS else ""


def _tabs(request: Request, name: str, words: dict[str, str], current: str) -> list[dict[str, Any]]:
    """Links that change one parameter of this list and begin at its first page."""
    tabs = []
    for value, label in words.items():
        query = request.GET.copy()
        for gone in (name, "after"):
            query.pop(gone, None)
        if value:
            query[name] = value
        address = f"{request.path}?{query.urlencode()}" if query else request.path
        tabs.append({"label": label, "url": address, "current": value == current})
    return tabs

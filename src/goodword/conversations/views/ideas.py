"""Ideas: the list, a new one, its status, and what became of all of them."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goodword.conversations import policy
from goodword.conversations.actions import drafts, topics
from goodword.conversations.actions.ideas import change_status
from goodword.conversations.actions.tags import tags_from_words
from goodword.conversations.answering import SeeOther, attempt, refused_form, writer
from goodword.conversations.forms.topics import IdeaForm, StatusForm
from goodword.conversations.models import Topic
from goodword.conversations.models.ideas import Status
from goodword.conversations.queries import ideas as reads
from goodword.conversations.queries import lists, threads
from goodword.conversations.queries.drafts import draft_of
from goodword.conversations.texts import status_word
from goodword.core import carry, once
from goodword.core.audience import public, staff
from goodword.core.errors import Missing
from goodword.core.http import Request


@public
@require_safe
def ideas(request: Request) -> HttpResponse:
    """All ideas, by votes or newest, of one status or all."""
    status = request.GET.get("status", "")
    sort = "newest" if request.GET.get("sort") == "newest" else "votes"
    page = lists.ideas(request.viewer, status=status, sort=sort, after=request.GET.get("after", ""))
    here = reverse("conversations:ideas")
    names = [("", _("All")), *((value, status_word(value)) for value in Status.values)]
    tabs = [
        {"label": word, "url": f"{here}?status={value}" if value else here, "current": value == status}
        for value, word in names
    ]
    context = {"page": page, "tabs": tabs, "sort": sort, "status": status}
    return render(request, "conversations/ideas.html", context)


@public
@require_safe
def done(request: Request) -> HttpResponse:
    """You said, we did: what became of ideas, year by year, with thanks."""
    years = reads.years(request.viewer)
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) == 4 else None
    if wanted and year not in years:
        raise Missing()
    page = reads.ended(request.viewer, year=year, after=request.GET.get("after", ""))
    reasons = reads.last_reasons(page.rows)
    here = reverse("conversations:ideas_done")
    tabs = [{"label": _("All years"), "url": here, "current": year is None}]
    tabs += [{"label": str(one), "url": f"{here}?year={one}", "current": one == year} for one in years]
    rows = [{"topic": topic, "reason": reasons.get(topic.pk, "")} for topic in page.rows]
    return render(
        request, "conversations/ideas_done.html", {"rows": rows, "page": page, "tabs": tabs, "year": year}
    )


@public
@require_http_methods(["GET", "HEAD", "POST"])
def new_idea(request: Request) -> HttpResponseBase:
    """Propose something."""
    posted = request.method == "POST"
    carried = carry.fields(request)
    draft = None if posted or carried else draft_of("idea", request.viewer)
    initial = carried or draft or {}
    title = request.GET.get("q", "") or initial.get("title", "")
    form = IdeaForm(request.POST) if posted else IdeaForm(initial={**initial, "title": title})
    form.offer_places(request.viewer)
    context = {"form": form, "draft": draft}
    if not posted:
        return render(request, "conversations/new_idea.html", context)
    if "find" in request.POST:
        form.is_valid()
        return render(request, "conversations/new_idea.html", context)
    if form.is_valid() and not request.viewer.signed_in:
        return carry.interlude(request, back=request.path)
    address = (
        attempt(form, lambda: once.run(request, lambda: _open(request, form))) if form.is_valid() else None
    )
    if address is None:
        return refused_form(request, "conversations/new_idea.html", context)
    drafts.forget_draft("idea", by=writer(request))
    carry.forget(request)
    return SeeOther(address)


def _open(request: Request, form: IdeaForm) -> str:
    sent = form.cleaned_data
    return topics.open_topic(
        Topic.Kind.IDEA,
        by=writer(request),
        title=sent["title"],
        body=sent["body"],
        space=form.space(),
        tags=tags_from_words(sent["tags"]),
        about=form.about_products(),
    ).get_absolute_url()


@staff("ideas.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: Request, id: int) -> HttpResponse:
    """Say where an idea stands now."""
    topic = threads.topic_of(id, request.viewer, Topic.Kind.IDEA)
    detail = topic.idea
    start = {
        "status": detail.status,
        "next_word_by": detail.next_word_by,
        "said": detail.said or topic.title,
        "did": detail.did,
    }
    form = StatusForm(request.POST or None, initial=start)
    choice: Any = form.fields["status"]
    choice.choices = [(value, status_word(value)) for value in Status.values]
    context = {"topic": topic, "form": form, "may": policy.can_decide_idea(request.viewer)}
    if request.method != "POST":
        return render(request, "conversations/status.html", context)
    if form.is_valid() and attempt(
        form, lambda: change_status(topic, by=writer(request), **form.cleaned_data)
    ):
        return SeeOther(topic.get_absolute_url())
    return refused_form(request, "conversations/status.html", context)

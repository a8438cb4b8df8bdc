"""The staff desk of this room: who waits, longest first; spaces and tags."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goodword.conversations.actions import spaces, tags
from goodword.conversations.answering import SeeOther, attempt, refused_form, writer
from goodword.conversations.forms.places import MergeForm, SpaceForm, SynonymForm, TagForm
from goodword.conversations.forms.replies import ReplyForm
from goodword.conversations.models import Tag, Topic
from goodword.conversations.queries import desk, lists, similar, threads, undo
from goodword.conversations.queries.asked_again import DAYS
from goodword.conversations.queries.asked_again import asked_again as most_asked
from goodword.conversations.queries.visible import visible_spaces
from goodword.core.audience import staff
from goodword.core.errors import Missing
from goodword.core.http import Request


@staff("desk")
@require_safe
def home(request: Request) -> HttpResponse:
    """The queue, one conversation of it, and about whom it is."""
    show = request.GET.get("show", "") if request.GET.get("show") in ("ideas", "reviews") else ""
    rows, page = desk.queue(request.viewer, show, request.GET.get("after", ""))
    selected = _selected(request, [row.topic for row in rows])
    context = {
        "rows": rows,
        "next": page.next,
        "show": show,
        "tabs": _tabs(show),
        "waiting": desk.waiting_count(request.viewer),
        "topic": selected,
        "undo": undo.of_writer(request.viewer),
        **(_case(request, selected) if selected else {}),
    }
    return render(request, "conversations/desk.html", context)


def _selected(request: Request, topics: list[Topic]) -> Topic | None:
    number = request.GET.get("topic", "")
    if number.isascii() and number.isdigit() and len(number) < 18:
        return threads.topic_of(int(number), request.viewer)
    return topics[0] if topics else None


def _case(request: Request, topic: Topic) -> dict[str, Any]:
    return {
        "said": desk.said_here(topic.author, request.viewer),
        "replies": desk.last_replies(topic, request.viewer),
        "similar": similar.like_topic(topic, request.viewer),
        "form": ReplyForm(),
        "draft_key": f"topic-{topic.pk}",
    }


def _tabs(show: str) -> list[dict[str, Any]]:
    here = reverse("conversations:desk")
    words = {"": _("Questions"), "ideas": _("Ideas"), "reviews": _("Reviews")}
    return [
        {"label": label, "url": f"{here}?show={key}" if key else here, "current": key == show}
        for key, label in words.items()
    ]


@staff("desk")
@require_safe
def asked_again(request: Request) -> HttpResponse:
    """The questions people come with again and again, with the three numbers that say so."""
    context = {"topics": most_asked(request.viewer), "days": DAYS}
    return render(request, "conversations/desk_asked_again.html", context)


@staff("spaces.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_spaces(request: Request) -> HttpResponse:
    """All spaces, and the form for a new one."""
    form = SpaceForm(request.POST or None)
    context = {"spaces": list(visible_spaces(request.viewer)), "form": form}
    if request.method != "POST":
        return render(request, "conversations/desk_spaces.html", context)
    if form.is_valid() and attempt(form, lambda: spaces.make_space(by=writer(request), **form.cleaned_data)):
        return SeeOther(reverse("conversations:desk_spaces"))
    return refused_form(request, "conversations/desk_spaces.html", context)


@staff("spaces.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_space(request: Request, id: int) -> HttpResponse:
    """Change one space; close it or open it again."""
    space = visible_spaces(request.viewer).filter(pk=id).first()
    if space is None:
        raise Missing()
    names = ("name", "line", "position", "staff_only")
    form = SpaceForm(request.POST or None, initial={name: getattr(space, name) for name in names})
    context = {"space": space, "form": form}
    if request.method != "POST":
        return render(request, "conversations/desk_space.html", context)
    if "archive" in request.POST:
        (spaces.reopen_space if space.archived_at else spaces.archive_space)(space, by=writer(request))
        return SeeOther(reverse("conversations:desk_spaces"))
    if form.is_valid() and attempt(
        form, lambda: spaces.edit_space(space, by=writer(request), **form.cleaned_data)
    ):
        return SeeOther(reverse("conversations:desk_spaces"))
    return refused_form(request, "conversations/desk_space.html", context)


@staff("spaces.edit")
@require_safe
def desk_tags(request: Request) -> HttpResponse:
    """The tags most used, to be looked after."""
    word = request.GET.get("q", "").strip()[:80]
    return render(request, "conversations/desk_tags.html", {"tags": lists.tags(word, 500), "q": word})


@staff("spaces.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_tag(request: Request, id: int) -> HttpResponse:
    """Change one tag, add a spelling, merge it into another."""
    tag = lists.tag_by_id(id)
    forms = {
        "change": TagForm(initial={"name": tag.name, "line": tag.line}),
        "synonym": SynonymForm(),
        "merge": MergeForm(),
    }
    deed = request.POST.get("deed", "")
    if request.method == "POST" and deed in forms:
        forms[deed] = form = type(forms[deed])(request.POST)
        if form.is_valid() and attempt(form, lambda: _tidy(request, tag, deed, form.cleaned_data)):
            return SeeOther(reverse("conversations:desk_tags"))
    context = {"tag": tag, "forms": forms, "synonyms": list(tag.synonyms.values_list("slug", flat=True))}
    status = 422 if request.method == "POST" else 200
    return render(request, "conversations/desk_tag.html", context, status=status)


def _tidy(request: Request, tag: Tag, deed: str, sent: dict[str, Any]) -> object:
    by = writer(request)
    if deed == "change":
        return tags.edit_tag(tag, by=by, name=sent["name"], line=sent["line"])
    if deed == "synonym":
        return tags.add_synonym(tag, sent["word"], by=by)
    return tags.merge_tags(tag, into=lists.tag_for_merge(sent["into"]), by=by)

"""The page of notices, how one is told, and the pages behind the links of a mail."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodword.core.audience import members, public
from goodword.core.errors import Refused
from goodword.core.http import Request
from goodword.core.own_pages import tabs
from goodword.notices import actions, links, queries
from goodword.notices.actions import preferences as verbs
from goodword.notices.actions.suppression import release
from goodword.notices.forms import PreferencesForm
from goodword.notices.policy import SORTS
from goodword.notices.push import identity
from goodword.people.models import Person

form_page = require_http_methods(["GET", "HEAD", "POST"])


@members
@require_safe
def notices(request: Request) -> HttpResponse:
    """What happened that concerns one, newest first, with the reason for each line. Reading the page marks nothing."""
    rows = queries.notices_of(request.viewer)
    any_unread = any(notice.read_at is None for notice, _text in rows)
    return render(request, "notices/notices.html", {"rows": rows, "any_unread": any_unread})


@members
@require_POST
def all_read(request: Request) -> HttpResponse:
    """Mark all notices that can be seen as read."""
    actions.mark_read(request.viewer.id)
    return _see_other(reverse("notices:notices"))


@members
@require_POST
def read(request: Request, pk: int) -> HttpResponse:
    """Mark one notice as read."""
    actions.mark_read(request.viewer.id, [pk])
    return _see_other(reverse("notices:notices"))


@members
@form_page
def preferences(request: Request) -> HttpResponse:
    """How one is told, channel by channel."""
    assert isinstance(request.user, Person)
    more = {
        "tabs": tabs(request),
        "returned": queries.returned_of(request.user),
        "browsers": queries.browsers_of(request.user),
        "push_key": identity.public_key(),
    }
    return _preferences(
        request, request.user, "notices/preferences.html", reverse("notices:preferences"), more
    )


@members
@require_POST
def address_works(request: Request) -> HttpResponse:
    """Mail may go to one's own address again, although it came back or was called unwanted."""
    assert isinstance(request.user, Person)
    release(request.user.email or "")
    return _see_other(reverse("notices:preferences"))


@public
@form_page
def mail_preferences(request: HttpRequest, token: str) -> HttpResponse:
    """The same page behind a signed link of a mail, without signing in. It changes preferences and shows nothing else."""
    found = links.opened(token, links.PREFERENCES)
    if found is None or found.stale:
        return _private(render(request, "notices/link_is_over.html", {"stale": bool(found)}, status=410))
    return _private(_preferences(request, found.person, "notices/mail_preferences.html", request.path))


@public
@form_page
def mail_unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop what a mail is about. A GET only asks: scanners follow links. A POST needs nothing but the link (RFC 8058)."""
    found = links.opened(token, links.UNSUBSCRIBE)
    if found is None:
        return _private(render(request, "notices/link_is_over.html", status=410))
    everything = request.method == "POST" and "everything" in request.POST
    sorts = () if everything else found.sorts
    if request.method == "POST" and not found.stale:
        verbs.stop(found.person, found.channel, sorts)
    words = [SORTS[sort].label for sort in sorts or SORTS if sort in SORTS]
    context = {
        "words": words,
        "done": request.method == "POST",
        "everything": not sorts,
        "stale": found.stale,
    }
    return _private(render(request, "notices/unsubscribe.html", context))


# A mail program posts here by itself: no page of ours, no session, and the link is the proof (RFC 8058 §3.1).
vars(mail_unsubscribe)["formguard_exempt"] = True


def _preferences(
    request: HttpRequest, person: Person, template: str, back: str, more: dict[str, Any] | None = None
) -> HttpResponse:
    form = PreferencesForm(
        queries.habits(person),
        queries.channels_for(person),
        request.POST if request.method == "POST" else None,
    )
    context: dict[str, Any] = {
        "form": form,
        "trouble": queries.trouble_of(person),
        "just_looking_on": person.just_looking,
        "saved": "saved" in request.GET,
        **(more or {}),
    }
    if request.method != "POST":
        return render(request, template, context)
    if form.is_valid():
        try:
            verbs.choose(person, form.paces, form.hours, form.place)
            return _see_other(f"{back}?saved")
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    return render(request, template, context, status=422)


def _private(answer: HttpResponse) -> HttpResponse:
    """Behind a link of a mail: kept by nobody, found by nobody."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _see_other(path: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": path})

"""The page of notices."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from goodword.core.audience import members
from goodword.core.http import Request
from goodword.notices import actions, queries


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
    return HttpResponse(status=303, headers={"Location": reverse("notices:notices")})


@members
@require_POST
def read(request: Request, pk: int) -> HttpResponse:
    """Mark one notice as read."""
    actions.mark_read(request.viewer.id, [pk])
    return HttpResponse(status=303, headers={"Location": reverse("notices:notices")})

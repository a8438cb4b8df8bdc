"""Browsers that take push messages: the page part posts here, and the worker script that shows them is served at a fixed address."""

from typing import cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from goodword.core.audience import members, public
from goodword.core.errors import Invalid
from goodword.core.http import Request
from goodword.notices.actions import browsers
from goodword.notices.push_forms import BrowserForm
from goodword.people.models import Person


@members
@require_POST
def add_browser(request: Request) -> HttpResponse:
    """Take messages in the browser that asks."""
    form = BrowserForm(request.POST)
    if not form.is_valid():
        raise Invalid()
    device = str(request.session.get("device", ""))
    subscription = browsers.add(by=cast(Person, request.user), device=device, **form.cleaned_data)
    return JsonResponse({"id": subscription.pk}, status=201)


@members
@require_POST
def remove_browser(request: Request, pk: int) -> HttpResponse:
    """Take no more messages in one's own browser."""
    browsers.remove(pk, by=cast(Person, request.user))
    return HttpResponse(status=303, headers={"Location": reverse("notices:preferences")})


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that shows a message in a browser. Its address is fixed: a browser comes back to it for years."""
    return render(request, "notices/push_worker.js", content_type="text/javascript; charset=utf-8")

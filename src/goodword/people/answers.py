"""How the views and the desk of this room answer: a page with one form, and the same page with what was wrong."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from goodword.core.errors import Refused
from goodword.core.http import Request
from goodword.people.forms import Form
from goodword.people.models import Person

form_page = require_http_methods(["GET", "HEAD", "POST"])


def page(
    request: Request, template: str, form: Form, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A page with one form."""
    return render(request, template, {**(context or {}), "form": form}, status=status)


def refused(
    request: Request, template: str, form: Form, context: dict[str, Any] | None, refusal: Refused
) -> HttpResponse:
    """The same page with the refusal beside its field, and when to come back."""
    form.refuse(refusal)
    answer = page(request, template, form, context, refusal.status)
    if refusal.retry_after:
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


def me_of(request: Request) -> Person:
    """The person who is signed in; only for views of members."""
    assert isinstance(request.user, Person)
    return request.user

"""What the views and the desk of this room share: how a form is answered."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from goodword.core.errors import Conflict, Invalid
from goodword.core.http import Request
from goodword.people.models import Person

T = TypeVar("T")


class SeeOther(HttpResponseRedirect):
    """303: the answer to a POST that did something stands at another address."""

    status_code = 303


def writer(request: Request) -> Person:
    """The person who is signed in (the view's audience has made sure of it)."""
    return cast(Person, request.user)


def attempt(form: Form, make: Callable[[], T]) -> T | None:
    """Run a verb; what it finds wrong with the input stands beside the field, and None comes back."""
    try:
        return make()
    except (Invalid, Conflict) as error:
        if isinstance(error, Conflict) and not error.field:
            raise
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None


def fragment_asked(request: Request) -> bool:
    """Whether the page swaps a part of itself."""
    return request.headers.get("HX-Request") == "true"


def refused_form(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    """The form again, with what was typed and what is wrong with it (422)."""
    return render(request, template, context, status=422)

"""Each view says who may use it. A test walks the URL tree and fails on a view without an audience."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from goodword.core import carry
from goodword.core.errors import Missing, NotAllowed
from goodword.core.http import Request

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Anybody, signed in or not."""
    return _mark(view, "public")


def members(view: View) -> View:
    """Persons who are signed in; others are led to the sign-in page (or get 403 where nothing can be shown)."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.viewer.signed_in:
            return view(request, *args, **kwargs)
        return _to_sign_in(request)

    return _mark(guarded, "members")


def staff(scope: str) -> Callable[[View], View]:
    """Persons whose roles carry `scope`. Everybody else gets 404: a desk page does not say that it exists."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.viewer.is_staff and request.viewer.may(scope):
                return view(request, *args, **kwargs)
            raise Missing()

        return _mark(guarded, f"staff:{scope}")

    return decorate


def _mark(view: View, audience: str) -> View:
    vars(view)["audience"] = audience  # read by the test that walks the URL tree
    return view


def _to_sign_in(request: Request) -> HttpResponse:
    if request.method in ("GET", "HEAD") and "application/json" not in request.headers.get("Accept", ""):
        return redirect(f"{reverse('people:sign_in')}?{urlencode({'next': request.get_full_path()})}")
    if "application/json" not in request.headers.get("Accept", "") and "HX-Request" not in request.headers:
        return carry.interlude(request)
    raise NotAllowed(_("Sign in first. Your text is still here."))

"""Forms without a cookie: a write counts only from our own pages and with a signed, dated token.

Two questions for each POST, PUT, PATCH and DELETE. Did the browser say that it comes from here (`Origin`, else
`Sec-Fetch-Site`)? Does it carry a token that this site signed for this session, or for nobody? The token of an anonymous
form says no more than its date.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from goodword.core.errors import NotAllowed
from goodword.core.middleware import refusal

FIELD = "_form"
MAX_AGE = timedelta(hours=24)
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
SECRET_FIELDS = {"password", "password_again", "new_password", "new_password_again", FIELD}
NOBODY = "anonymous"
_signer = signing.TimestampSigner(salt="goodword.form")


def new_token(request: HttpRequest) -> str:
    """A token for a form on the page that answers `request`."""
    return _signer.sign(_holder(request))


def anonymous_token() -> str:
    """A token for a form on a page that everybody gets who is not signed in."""
    return _signer.sign(NOBODY)


class FormGuard:
    """The middleware that asks both questions before any view that writes. `view.formguard_exempt` marks the doors for machines."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        """None lets the view run; else a refusal, or a page that asks to send a stale form again.

        The refusal is an answer and not an exception: Django hands what is raised here to no other middleware.
        """
        if request.method in SAFE or getattr(view, "formguard_exempt", False):
            return None
        if not from_here(request):
            message = _("This form did not come from this site, so nothing was done.")
            return refusal(request, NotAllowed(message))
        if _good_token(request):
            return None
        if request.headers.get("X-Form-Token"):
            message = _("This page has been open for a long time. Load it again; your text is kept.")
            return refusal(request, NotAllowed(message))
        return _ask_again(request)


def from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the request comes from a page of this site. No word from it means no."""
    origin = request.headers.get("Origin")
    if origin is not None:
        return urlsplit(origin)[:2] == (request.scheme, request.get_host())
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def _good_token(request: HttpRequest) -> bool:
    token = request.headers.get("X-Form-Token") or request.POST.get(FIELD, "")
    try:
        return _signer.unsign(token, max_age=MAX_AGE) == _holder(request)
    except signing.BadSignature:
        return False


def _holder(request: HttpRequest) -> str:
    """Whose form it is: "anonymous", or a digest of the session that the page was shown to."""
    user = getattr(request, "user", None)  # an answer from before the sessions knows nobody
    key = request.session.session_key if user is not None and user.is_authenticated else None
    return hashlib.sha256(key.encode()).hexdigest()[:20] if key else NOBODY


def _ask_again(request: HttpRequest) -> HttpResponse:
    """A page that holds what was sent and asks for one click: a stale form loses nobody's text."""
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in SECRET_FIELDS
        for value in values
    ]
    lost = any(name in SECRET_FIELDS - {FIELD} for name in request.POST) or bool(request.FILES)
    context = {"kept": kept, "lost": lost, "action": request.get_full_path()}
    return render(request, "errors/stale_form.html", context, status=403)

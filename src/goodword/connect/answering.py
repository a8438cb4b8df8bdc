"""How the pages of tokens answer: the list with its form, and once, after the form, the token itself."""

from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import render

from goodword.connect.actions.tokens import make_token
from goodword.connect.forms import TokenForm
from goodword.connect.models import ApiToken
from goodword.connect.queries import lives
from goodword.connect.texts import scope_words
from goodword.core import once
from goodword.core.errors import Refused
from goodword.core.http import Request
from goodword.people.models import Person


def token_page(
    request: Request, template: str, context: dict[str, Any], tokens: list[ApiToken], *, of_staff: bool
) -> HttpResponse:
    """The list and the form; after the form the new token, which is shown here and never again."""
    form = TokenForm(request.POST or None, viewer=request.viewer, of_staff=of_staff)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _made(request, form)
            except Refused as refusal:
                form.refuse(refusal)
                status = refusal.status
    rows = [(token, scope_words(token.scopes), lives(token)) for token in tokens]
    return render(request, template, {**context, "form": form, "rows": rows}, status=status)


def me_of(request: Request) -> Person:
    """The person who is signed in (the view's audience has made sure of it)."""
    return cast(Person, request.user)


def see_other(address: str) -> HttpResponse:
    """303: the answer to a form stands at another address."""
    return HttpResponse(status=303, headers={"Location": address})


def _made(request: Request, form: TokenForm) -> HttpResponse:
    """The page with the secret. The same form sent again is led to the list, where the token stands already."""
    made: list[tuple[ApiToken, str]] = []

    def make() -> str:
        made.append(make_token(by=me_of(request), **form.cleaned_data))
        return request.path

    address = once.run(request, make)
    if not made:
        return see_other(address)
    token, secret = made[0]
    context = {"token": token, "secret": secret, "may": scope_words(token.scopes), "back": address}
    answer = render(request, "connect/token_made.html", context, status=201)
    answer.headers["Cache-Control"] = "no-store"
    return answer

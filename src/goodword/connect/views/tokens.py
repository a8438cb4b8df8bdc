"""A person's own page of programs that may act for them."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from goodword.connect import policy, queries
from goodword.connect.actions import tokens as verbs
from goodword.connect.answering import me_of, see_other, token_page
from goodword.core import own_pages
from goodword.core.audience import members
from goodword.core.errors import Missing
from goodword.core.http import Request


@members
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: Request) -> HttpResponse:
    """One's tokens, and a form for another."""
    rows = queries.tokens_of(request.viewer.id)
    return token_page(request, "connect/tokens.html", {"tabs": own_pages.tabs(request)}, rows, of_staff=False)


@members
@require_POST
def end_token(request: Request, pk: int) -> HttpResponse:
    """End a token: one's own, or any for whoever looks after the site."""
    token = queries.token_by_id(pk)
    if token is None or not policy.can_end(request.viewer, token.person_id):
        raise Missing()
    verbs.end_token(token, by=me_of(request))
    back = "connect_you:tokens" if token.person_id == request.viewer.id else "connect_desk:desk_tokens"
    return see_other(reverse(back))

"""What this room tells the house when it starts: its settings, its panels on the desk, and what it holds of a person."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from goodword.connect.queries import answers_of, tokens_of
from goodword.connect.webhooks import queries as webhooks
from goodword.connect.webhooks import texts
from goodword.core import documents, gate, own_pages, personal
from goodword.core.http import Request
from goodword.core.settings_registry import declare
from goodword.core.slots import panel

declare(
    "site.security_contact",
    str,
    "",
    "Whom to tell of a security hole: mailto:… or https://…, in /.well-known/security.txt.",
)

declare(
    "api.reads_a_minute",
    int,
    600,
    "How often a minute a program may read: each token, each person, and each network address without one.",
)
declare("api.writes_a_minute", int, 60, "How often a minute a program may write: each token and each person.")


@panel("desk.products")
def _import_link(request: HttpRequest, _about: object) -> str:
    """The way to the import, on the desk page of products."""
    return render_to_string("connect/_import_link.html", request=request)


@panel("desk.links", order=70)
def _tokens_link(request: HttpRequest, _about: object) -> str:
    """The way to the tokens of programs, for everybody on the staff."""
    return render_to_string("connect/_tokens_link.html", request=request)


@panel("desk.links", order=72)
def _webhooks_link(request: Request, _about: object) -> str:
    """The way to the webhooks, for those who may have them."""
    if not request.viewer.may("connect.webhooks"):
        return ""
    return render_to_string("connect/_webhooks_link.html", request=request)


assert texts  # loading it registers its notice
gate.register("webhook", webhooks.visible_endpoint_ids)
own_pages.add("connect_you:tokens", _("Programs"), order=60)


@personal.holds("connect.tokens", _("Programs that may act for you"))
def _tokens(person_id: int) -> list[dict[str, Any]]:
    """Tokens without their digests."""
    return [
        {
            "name": token.name,
            "prefix": token.prefix,
            "scopes": token.scopes,
            "made_at": token.made_at.isoformat(),
            "expires_at": token.expires_at.isoformat(),
            "last_used_on": token.last_used_on.isoformat() if token.last_used_on else None,
            "ended_at": token.ended_at.isoformat() if token.ended_at else None,
        }
        for token in tokens_of(person_id)
    ]


@personal.holds("connect.webhooks", _("Webhooks you made"))
def _webhooks(person_id: int) -> list[dict[str, Any]]:
    """Endpoints, without their secrets, which are kept nowhere."""
    names = ("name", "url", "events", "public_only", "made_at", "off_at", "off_why")
    rows = webhooks.endpoints_of(person_id).values(*names)
    return [
        {**row, "made_at": row["made_at"].isoformat(), "off_at": row["off_at"] and row["off_at"].isoformat()}
        for row in rows
    ]


@personal.holds("connect.answers", _("Answers kept for your programs, for two days"))
def _answers(person_id: int) -> list[dict[str, Any]]:
    """What a program asked for with a key, so that a retry does nothing twice."""
    return [
        {"key": answer.key, "status": answer.status, "body": answer.body, "at": answer.at.isoformat()}
        for answer in answers_of(person_id)
    ]


@documents.page("api.md")
def _api_page() -> str:
    """The page is made of the API, which nobody needs before somebody asks."""
    from goodword.connect.api.page import api_page

    return api_page()

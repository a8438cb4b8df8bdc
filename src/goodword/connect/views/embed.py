"""The doors of the embedded elements: their script, and JSON that anybody's page may fetch. Whoever looks is nobody."""

import hashlib
from functools import cache, wraps
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from goodword.catalog.queries.products import visible_products
from goodword.connect.addresses import site_url
from goodword.connect.embed import telling
from goodword.conversations.queries.products import product_for_page
from goodword.core.audience import View, public
from goodword.core.errors import Missing
from goodword.core.http import Request
from goodword.core.viewer import ANONYMOUS

FRESH_FOR = 60  # seconds: what is taken down is gone from other pages within a minute
SCRIPT_FOR = 3600


@public
@require_safe
def script(request: Request) -> HttpResponseBase:
    """The module with the two elements."""
    text, tag = _script()
    return _answered(
        request, HttpResponse(text, content_type="text/javascript; charset=utf-8"), tag, SCRIPT_FOR
    )


def _for_anybody(view: View) -> View:
    """JSON in the language asked for, kept for a minute, for every page of the web and without credentials."""

    @wraps(view)
    def told(request: Request, *args: Any, **named: Any) -> HttpResponseBase:
        asked = request.GET.get("lang", "")
        known = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(known):
            answer = JsonResponse(view(request, *args, **named), json_dumps_params={"ensure_ascii": False})
        answer.headers["Content-Language"] = known
        tag = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
        return _answered(request, answer, tag, FRESH_FOR)

    return public(require_safe(told))


@_for_anybody
def product(request: Request, product_id: int) -> Any:
    """What is said of one product."""
    found = product_for_page(product_id, ANONYMOUS)
    if found is None:
        raise Missing()
    return telling.frame(request) | telling.reviews_of(found, request)


@_for_anybody
def ask(request: Request) -> Any:
    """The box for a question."""
    return telling.frame(request) | telling.ask_box(request)


@_for_anybody
def similar(request: Request) -> Any:
    """Questions like the words typed so far. They are not kept."""
    return telling.similar(request.GET.get("q", "").strip()[:300], request)


@public
@require_safe
def sample(request: Request) -> HttpResponse:
    """How it looks, and the lines to copy."""
    wanted, rows = request.GET.get("product", ""), visible_products(ANONYMOUS).order_by("-rating_count", "pk")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 18 else 0
    chosen = rows.filter(pk=number).first() if number else rows.first()
    if number and chosen is None:
        raise Missing()
    return render(request, "connect/embed_sample.html", {"product": chosen, "site": site_url(request)})


def _answered(request: Request, answer: HttpResponse, tag: str, seconds: int) -> HttpResponseBase:
    if tag in request.headers.get("If-None-Match", ""):
        held = HttpResponseNotModified()
        held.headers["ETag"] = tag
        return _open(held, seconds)
    answer.headers["ETag"] = tag
    return _open(answer, seconds)


def _open(answer: HttpResponse, seconds: int) -> HttpResponse:
    answer.headers["Access-Control-Allow-Origin"] = "*"  # never with credentials: it is the same for all
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Cache-Control"] = f"public, max-age={seconds}"
    return answer


@cache
def _script() -> tuple[str, str]:
    text = files("goodword.connect.embed").joinpath("goodword.js").read_text(encoding="utf-8")
    return text, f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'

"""Pages of the roof: the first page, search, the colours, and what machines ask for."""

import sys

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string

from goodword.core import outages
from goodword.core.audience import public
from goodword.core.errors import Missing
from goodword.core.http import Request
from goodword.core.middleware import problem, refusal, wants_json
from goodword.core.settings_registry import site_setting
from goodword.site import home as first_page
from goodword.site.search_page import FACETS, results
from goodword.site.styleguide import parts


@public
def healthz(request: Request) -> HttpResponse:
    """200 once the site answers."""
    return HttpResponse("ok", content_type="text/plain")


@public
def theme(request: Request) -> HttpResponse:
    """The one colour a site sets."""
    response = HttpResponse(f":root{{--hue:{int(site_setting('site.hue')) % 360}}}", content_type="text/css")
    response.headers["Cache-Control"] = "max-age=300"
    return response


@public
def home(request: Request) -> HttpResponse:
    """The first thirty seconds."""
    context = {
        "intro": site_setting("site.intro"),
        "hints": first_page.hints(),
        "shelves": first_page.shelves(request.viewer),
        **first_page.who_answers(request.viewer),
    }
    if context["answer_time"]:
        context["usually"] = first_page.duration(context["answer_time"].middle)
    return render(request, "site/home.html", context)


@public
def search(request: Request) -> HttpResponse:
    """One box over everything."""
    text = request.GET.get("q", "").strip()[:300]
    facet = request.GET.get("kind", "")
    page = request.GET.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and 0 < int(page) <= 50 else 1
    found = results(text, request.viewer, facet, number) if text else None
    pills = [(name, label, found.counts.get(name, 0)) for name, label in FACETS.items()] if found else []
    context = {
        "text": text,
        "facet": facet,
        "found": found,
        "pills": [pill for pill in pills if pill[2]],
        "names": FACETS,
    }
    return render(request, "site/search.html", context)


@public
def styleguide(request: Request) -> HttpResponse:
    """Each part once (development only)."""
    return render(request, "site/styleguide.html", parts())


@public
def not_found(request: Request, exception: Exception) -> HttpResponseBase:
    """No such address."""
    return refusal(request, Missing())


@public
def server_error(request: Request) -> HttpResponse:
    """Something broke; this page needs no database. What the machine is to blame for is told as what it is."""
    error = sys.exc_info()[1]
    told = outages.as_refusal(error) if error else None
    if told:
        return refusal(request, told)
    if wants_json(request):
        return problem(500, "server-error", "", request)
    return HttpResponse(render_to_string("errors/500.html"), status=500)

"""Pages of the roof."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from goodword.core.audience import public
from goodword.core.errors import Missing
from goodword.core.middleware import problem, refusal, wants_json


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """200 once the site answers."""
    return HttpResponse("ok", content_type="text/plain")


@public
def home(request: HttpRequest) -> HttpResponse:
    """The first thirty seconds."""
    return render(request, "site/home.html")


@public
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such address."""
    return refusal(request, Missing())


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke; this page needs no database."""
    if wants_json(request):
        return problem(500, "server-error", "", request)
    return HttpResponse(render_to_string("errors/500.html"), status=500)

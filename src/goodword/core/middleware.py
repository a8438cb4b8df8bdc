"""What happens to every request: headers, language from the address, clean input, refusals as pages or problem+json."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_vary_headers

from goodword.core import outages
from goodword.core.errors import Missing, Refused
from goodword.core.logs import route_of

log = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponseBase]
CSP = "; ".join([
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "font-src 'self'", "connect-src 'self'", "form-action 'self'",
    "manifest-src 'self'", "img-src 'self' data:", "base-uri 'none'", "frame-ancestors 'none'",
])  # fmt: skip


class SecurityHeaders:
    """The same headers on every answer, good or bad; errors are stored by nobody."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        if settings.SECURE:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if response.status_code >= 400:
            response.headers["Cache-Control"] = "no-store"
        elif "Cache-Control" not in response.headers:
            signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
            response.headers["Cache-Control"] = "private, no-cache" if signed_in else "no-cache"
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Sec-GPC", "Cookie"])
        return response


class UrlLanguage:
    """The language stands in the address (/he/…) and nowhere else: no cookie, no guess from headers."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class CleanInput:
    """Addresses and query strings without NUL: a database must not be asked for what it cannot hold."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.path_info = request.path_info.replace(
            "\0", "\ufffd"
        )  # leads nowhere, and no query fails on it
        if request.path != "/healthz":
            request.get_host()  # raises DisallowedHost, which becomes 400
        if "%00" in request.META.get("QUERY_STRING", ""):
            cleaned = QueryDict(mutable=True)
            for name, values in request.GET.lists():
                cleaned.setlist(name.replace("\0", ""), [value.replace("\0", "") for value in values])
            vars(request)["GET"] = cleaned
        return self.get_response(request)


class RefusalPages:
    """Turns a Refused (and Django's 404) into a page, a fragment for htmx, or problem+json (RFC 9457) for machines."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 405 and wants_json(request):
            told = problem(405, "method-not-allowed", "", request)
            told.headers["Allow"] = response.headers.get("Allow", "")
            return told
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer to a refusal; None leaves any other error to Django."""
        if isinstance(error, Http404):
            error = Missing()
        if not isinstance(error, Refused):
            told = outages.as_refusal(error)
            if told is None:
                return None
            log.error("%s %s: %s", request.method, route_of(request), error)
            return refusal(request, told)
        return refusal(request, error)


def wants_json(request: HttpRequest) -> bool:
    """Whether a machine asked: a path of the API or an Accept header with JSON and no HTML."""
    accept = request.headers.get("Accept", "")
    return (
        "/api/" in request.path
        or request.path.endswith(".json")
        or ("json" in accept and "html" not in accept)
    )


def refusal(request: HttpRequest, error: Refused) -> HttpResponse:
    """One refusal as the asker can read it."""
    if wants_json(request):
        told = problem(error.status, error.kind, error.message, request)
        if error.retry_after:
            told.headers["Retry-After"] = str(error.retry_after)
        return told
    fragment = request.headers.get("HX-Request") == "true"
    template = "errors/fragment.html" if fragment else f"errors/{error.status}.html"
    context = {"message": error.message, "status": error.status}
    asks_nothing = isinstance(error, outages.Silent)
    page = render_to_string(template, context, request=None if asks_nothing else request)
    response = HttpResponse(page, status=error.status)
    if error.retry_after:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def problem(status: int, kind: str, detail: str, request: HttpRequest) -> JsonResponse:
    """A problem+json answer: type, title, status, detail, instance."""
    body = {
        "type": f"urn:goodword:problem:{kind}",
        "title": kind.replace("-", " ").capitalize(),
        "status": status,
        "detail": detail,
        "instance": request.path,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")

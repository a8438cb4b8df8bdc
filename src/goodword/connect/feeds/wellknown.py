"""What machines look for at fixed addresses."""

from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from goodword.connect.addresses import absolute
from goodword.core import clock
from goodword.core.audience import public
from goodword.core.settings_registry import site_setting

GPC_SINCE = date(2026, 1, 1)  # what we do with Sec-GPC has been the same since
CLOSED = ("/desk", "/you", "/notices", "/drafts", "/sign-in", "/sign-up", "/search", "/mailbox")


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What is no use to a crawler, and where the sitemap is. Personal pages are closed by the gate, not by this file."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        f"Sitemap: {absolute(request, '/sitemap.xml')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole (RFC 9116)."""
    contact = site_setting("site.security_contact") or f"mailto:{settings.DEFAULT_FROM_EMAIL}"
    expires = (clock.now() + timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires.strftime('%Y-%m-%dT%H:%M:%SZ')}",
        "Preferred-Languages: en",
        f"Canonical: {absolute(request, request.path)}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
@require_safe
def gpc(request: HttpRequest) -> JsonResponse:
    """We honour Global Privacy Control (P5)."""
    return JsonResponse({"gpc": True, "lastUpdate": GPC_SINCE.isoformat()})

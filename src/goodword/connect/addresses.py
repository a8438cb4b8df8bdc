"""Whole addresses, as machines need them."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def site_url(request: HttpRequest) -> str:
    """The address of this site, without a slash at its end: GOODWORD_SITE_URL.

    A site that is only on this machine is served on any port of it (`demo --port`): then it is where the request came in.
    """
    configured = str(settings.GOODWORD_SITE_URL)
    if _is_loopback(urlsplit(configured).hostname) and _is_loopback(
        urlsplit(f"//{request.get_host()}").hostname
    ):
        return f"{request.scheme}://{request.get_host()}"
    return configured


def absolute(request: HttpRequest, path: str) -> str:
    """The whole address of a path of this site."""
    return f"{site_url(request)}{path}"


def _is_loopback(host: str | None) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False

"""Mail from the site: words from templates, in plain text and simple HTML, sent by a job. No picture, no tracking, no link but ours.

A mail `people/mail/reset` is three templates: `….subject.txt`, `….txt` and `….html`. They know `site_name`, `operator`, `site_url` and
what the caller gives. Values come from people, so a name that looks like an address is never put into a mail (people.names).
"""

import hashlib
import logging
from email.utils import formataddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from goodword.core.settings_registry import site_setting

log = logging.getLogger(__name__)


def send(to: str, template: str, context: dict[str, Any], *, key: str, language: str = "") -> None:
    """Send one mail now; call it from a job, which comes again when the server is down.

    key: what makes this mail one and the same; a second attempt carries the same Message-ID (P-c).
    """
    host = urlsplit(settings.GOODWORD_SITE_URL).hostname or "localhost"
    name = str(site_setting("site.name"))
    values = {
        **context,
        "site_name": name,
        "operator": site_setting("site.operator"),
        "site_url": settings.GOODWORD_SITE_URL,
    }
    with translation.override(language or settings.LANGUAGE_CODE):
        values["language"] = translation.get_language()
        values["direction"] = "rtl" if translation.get_language_bidi() else "ltr"
        subject = " ".join(render_to_string(f"{template}.subject.txt", values).split())
        text = render_to_string(f"{template}.txt", values)
        html = render_to_string(f"{template}.html", values)
    digest = hashlib.sha256(f"{template}:{key}:{to}".encode()).hexdigest()[:32]
    mail = EmailMultiAlternatives(
        subject,
        text,
        formataddr((name, settings.DEFAULT_FROM_EMAIL)),
        [to],
        headers={
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Message-ID": f"<{digest}@{host}>",
        },
    )
    mail.attach_alternative(html, "text/html")
    mail.send()


def absolute(path: str) -> str:
    """The full address of a path of this site, for use outside of it."""
    return f"{settings.GOODWORD_SITE_URL}{path}"

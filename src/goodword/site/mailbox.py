"""The mailbox of a demonstration: mail goes to a folder, and the folder is read in the browser. Nowhere else is there such a page."""

import email
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from goodword.core.audience import public
from goodword.core.errors import Missing

PARTED_BY = b"-" * 79
MOST = 100  # mails shown


@dataclass(frozen=True)
class Mail:
    """One mail of the folder. text: its plain part with links to this site alone. html: the source of the other part, as text."""

    to: str
    sender: str
    subject: str
    at: datetime | None
    text: SafeString
    html: str


@public
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """All mail of the folder, newest first."""
    if settings.GOODWORD_MODE not in ("demo", "dev"):
        raise Missing()
    return render(request, "site/mailbox.html", {"mails": mails(Path(settings.MAILBOX))})


def mails(folder: Path) -> list[Mail]:
    """The mails of a folder of Django's file backend, newest first; what cannot be read as a mail is shown as empty, not hidden."""
    files = sorted(folder.glob("*.log"), key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True)
    found: list[Mail] = []
    for file in files[:MOST]:
        parts = [part.strip(b"\n") for part in file.read_bytes().split(PARTED_BY)]
        found += [_mail(part) for part in reversed(parts) if part.strip()]
    return found[:MOST]


def _mail(source: bytes) -> Mail:
    message = email.message_from_bytes(source, policy=default)
    assert isinstance(message, EmailMessage)
    return Mail(
        to=str(message["To"] or ""),
        sender=str(message["From"] or ""),
        subject=str(message["Subject"] or ""),
        at=_date(str(message["Date"] or "")),
        text=_linked(_part(message, "plain")),
        html=_part(message, "html"),
    )


def _date(text: str) -> datetime | None:
    """The date of a mail; one without a zone (-0000) is meant in UTC."""
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):  # a character set that nobody knows
        return ""


def _linked(text: str) -> SafeString:
    """The text, escaped, with links where it names a page of this site; any other address stays words."""
    ours = re.escape(escape(settings.GOODWORD_SITE_URL))
    safe = re.sub(rf"{ours}(/[^\s<>\"']*)?", lambda m: f'<a href="{m[1] or "/"}">{m[0]}</a>', escape(text))
    return SafeString(safe)

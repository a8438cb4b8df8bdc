"""Signed links in a mail. Each is bound to a person, the address it was sent to, a channel and a purpose, and opens nothing else.

A link to the preferences lasts a year; one that only stops mail lasts three, since stopping must work as long as the mail is kept.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

from goodword.core import mail
from goodword.notices.suppressed import digest_of
from goodword.people.models import Person

PREFERENCES, UNSUBSCRIBE = "preferences", "unsubscribe"
MAX_AGE = {PREFERENCES: 365 * 24 * 3600, UNSUBSCRIBE: 3 * 365 * 24 * 3600}  # seconds
_SALT = "goodword.notices.link"


@dataclass(frozen=True)
class Opened:
    """What a link stands for. sorts: what it stops, empty for all. stale: the person has another address by now."""

    person: Person
    channel: str
    sorts: tuple[str, ...] = ()
    stale: bool = False


def link(person: Person, purpose: str, channel: str, sorts: tuple[str, ...] = ()) -> str:
    """The full address of the page for one purpose, in the person's language."""
    address = digest_of(person.email or "")[:16]
    token = signing.dumps([person.puid, purpose, channel, address, *sorts], salt=_SALT)
    with translation.override(person.language or settings.LANGUAGE_CODE):
        return mail.absolute(reverse(f"notices:mail_{purpose}", args=[token]))


def opened(token: str, purpose: str) -> Opened | None:
    """What a token stands for; None for one that is not ours, for another purpose, too old, or of somebody who left."""
    try:
        puid, meant, channel, address, *sorts = signing.loads(token, salt=_SALT, max_age=MAX_AGE[purpose])
    except (signing.BadSignature, ValueError):
        return None
    person = Person.objects.filter(puid=puid, state=Person.State.ACTIVE).first()
    if person is None or meant != purpose:
        return None
    return Opened(person, channel, tuple(sorts), stale=digest_of(person.email or "")[:16] != address)

"""Links sent by e-mail: made, looked at, used once. The database keeps their digest alone."""

import hashlib
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from goodword.core import clock, jobs
from goodword.core.errors import Gone
from goodword.people.models import EmailToken, Person

LIFE = timedelta(hours=1)
KEPT = timedelta(days=2)


def new_link(
    purpose: str, email: str, *, person: Person | None = None, details: dict[str, Any] | None = None
) -> str:
    """Make a link of one purpose for an address and return its secret; a job that runs again makes the same link."""
    secret = jobs.secret_of_run(f"{purpose}:{email}")
    EmailToken.objects.get_or_create(
        digest=_digest(secret),
        defaults={
            "person": person,
            "purpose": purpose,
            "email": email,
            "details": details or {},
            "expires_at": clock.now() + LIFE,
        },
    )
    return secret


def open_link(secret: str, purpose: str, *, seen_by: int | None = None) -> EmailToken | None:
    """The unused link behind a secret, or None. Looking at it changes nothing.

    seen_by: who is signed in where it is opened; a link for somebody else is as good as none.
    """
    links = EmailToken.objects.select_related("person").filter(
        digest=_digest(secret), purpose=purpose, used_at__isnull=True, expires_at__gt=clock.now()
    )
    link = links.first()
    if link is None or (link.person and link.person.state != Person.State.ACTIVE):
        return None
    return None if seen_by is not None and link.person_id not in (None, seen_by) else link


def use_link(secret: str, purpose: str, *, seen_by: int | None = None) -> EmailToken:
    """Use a link up and return it; of two at the same moment one wins. Raises Gone."""
    link = open_link(secret, purpose, seen_by=seen_by)
    if link and EmailToken.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=clock.now()):
        return link
    raise Gone(_("This link has been used, or it is older than an hour. Ask for a new one."))


def drop_links(person: Person, *purposes: str) -> None:
    """Make the open links of a person void (all of them, or those of some purposes)."""
    links = EmailToken.objects.filter(person=person)
    (links.filter(purpose__in=purposes) if purposes else links).delete()


def forget_old_links() -> int:
    """Empty links that are used or out of date: address and what they carried go. Returns how many.

    Their digests stay for two days, as long as the job that sent one could run again: it must not bring a used link back.
    """
    ended = EmailToken.objects.exclude(used_at__isnull=True, expires_at__gt=clock.now())
    ended.filter(expires_at__lt=clock.now() - KEPT).delete()
    return ended.exclude(email="").update(email="", details={})


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

"""Making persons."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goodword.core import clock
from goodword.core.errors import Conflict, Invalid
from goodword.core.events import publish
from goodword.core.puids import new_puid
from goodword.core.text import clean_line, slug
from goodword.people.events import PersonJoined
from goodword.people.models import Person


@transaction.atomic
def add_person(
    *, name: str = "", email: str | None = None, password: str | None = None, confirmed: bool = False,
    at: datetime | None = None, **details: Any,
) -> Person:  # fmt: skip
    """Make a person. `name` is kept exactly as given and may be empty (law 9); `details` are further columns of Person.

    Raises Invalid on a bad address, Conflict when the address has an account.
    """
    now = at or clock.now()
    person = Person(
        name=clean_line(name, 100),
        email=folded_address(email) if email else None,
        handle=_free_handle(details.pop("handle", "") or name),
        email_confirmed_at=now if confirmed else None,
        joined_at=now,
        **details,
    )
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise Conflict(_("This address has an account already."), field="email") from error
    publish(PersonJoined(person_id=person.pk))
    return person


def folded_address(email: str) -> str:
    """An address as it is stored and compared. Raises Invalid."""
    address = email.strip().casefold()
    try:
        validate_email(address)
        address.encode("ascii")
    except (ValidationError, UnicodeEncodeError) as error:
        raise Invalid(_("This does not look like an e-mail address."), field="email") from error
    return address


def _free_handle(wish: str) -> str:
    """A handle from the name, with a number where it is taken; a random one without a name."""
    base = slug(wish)[:40]
    if base == "-" or not base:
        base = f"reader-{new_puid()[:6]}"
    taken = set(Person.objects.filter(handle__startswith=base).values_list("handle", flat=True))
    number, handle = 2, base
    while handle in taken:
        handle, number = f"{base}-{number}", number + 1
    return handle

"""Persons who come with an import: many at once, with the promises of `add_person`."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from goodword.core.events import publish
from goodword.core.puids import new_puid
from goodword.core.text import clean_line, slug
from goodword.people.events import PersonsImported
from goodword.people.models import Person

MAX_NAME = 100


@dataclass(frozen=True)
class NewPerson:
    """Somebody as the old place knew them. name: as they wrote it there, "" where it is not known."""

    source_id: str
    name: str
    at: datetime


@transaction.atomic
def bring_persons(source: str, news: Sequence[NewPerson]) -> dict[str, int]:
    """Make imported persons; each can be claimed later. In: persons whose `source_id` is new. Out: source id to id.

    They cannot sign in, have no address, and their names are never used in a greeting (law 9). One quiet event tells of all.
    """
    handles = _handles([(new.name, new.source_id) for new in news])
    persons = [
        Person(
            name=kept_name(new.name),
            name_is_own=False,
            handle=handle,
            state=Person.State.IMPORTED,
            joined_at=new.at,
            source=source,
            source_id=new.source_id,
            claim_code=f"goodword-{secrets.token_hex(8)}",
            password=make_password(None),
        )
        for new, handle in zip(news, handles, strict=True)
    ]
    made = Person.objects.bulk_create(persons)
    if made:
        publish(PersonsImported(source=source, person_ids=[person.pk for person in made]))
    return {person.source_id: person.pk for person in made}


def kept_name(name: str) -> str:
    """A name exactly as it was, unless it holds characters that do not show (those are dropped)."""
    clean = clean_line(name, MAX_NAME)
    return name if clean.split() == name.split() and len(name) <= MAX_NAME else clean


def _handles(wishes: Iterable[tuple[str, str]]) -> list[str]:
    """A free handle for each name: from the name; with the old id behind it where that is taken; random without a name."""
    bases = [(slug(name)[:40], slug(source_id)[:15]) for name, source_id in wishes]
    plain = {base for base, _ in bases} | {f"{base}-{old}" for base, old in bases}
    taken = set(Person.objects.filter(handle__in=plain).values_list("handle", flat=True))
    handles = []
    for base, old in bases:
        free = (wish for wish in (base, f"{base}-{old}") if base != "-" and wish not in taken)
        handle = next(free, None) or f"reader-{new_puid()}"
        taken.add(handle)
        handles.append(handle)
    return handles

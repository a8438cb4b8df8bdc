"""Who is here to help: staff, by their areas, and champions."""

from typing import Any

from django.db.models import QuerySet

from goodword.conversations.models import Space
from goodword.core import prepared
from goodword.people.models import Person, RoleGrant
from goodword.people.policy import STAFF_ROLES


def helpers(space: Space | None = None, limit: int = 3) -> list[tuple[Person, str]]:
    """Up to `limit` persons with their label: staff whose area this space is, then other staff, with a champion among them."""
    staff: dict[int, Person] = {}
    champions: dict[int, Person] = {}
    for grant in prepared.find("helpers", _grants).objects():
        (staff if grant.role in STAFF_ROLES else champions)[grant.person_id] = grant.person
    words = f"{space.slug} {space.name}".casefold() if space else ""
    nearest = sorted(
        staff.values(), key=lambda person: (not _knows(person, words), _order(person), person.pk)
    )
    others = [person for person in champions.values() if person.pk not in staff]
    room = limit - (1 if others else 0)
    chosen = [(person, "staff") for person in nearest[:room]]
    return chosen + [(person, "champion") for person in others[: limit - len(chosen)]]


def _grants(_value: Any) -> QuerySet[RoleGrant]:
    grants = RoleGrant.objects.filter(
        ends_at__isnull=True, consented_at__isnull=False, person__state=Person.State.ACTIVE
    )
    return grants.select_related("person", "person__staff_profile").order_by("begins_at", "pk")


def line_of(person: Person) -> str:
    """What a helper says of their work, in one line."""
    profile = getattr(person, "staff_profile", None)
    return profile.line if profile else ""


def _knows(person: Person, words: str) -> bool:
    profile = getattr(person, "staff_profile", None)
    areas = [str(area).casefold() for area in profile.areas] if profile else []
    return bool(words) and any(area in words or area.replace("-", " ") in words for area in areas)


def _order(person: Person) -> int:
    profile = getattr(person, "staff_profile", None)
    return profile.order if profile else 99

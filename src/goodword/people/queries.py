"""Reads of the people room."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet

from goodword.core import clock
from goodword.core.viewer import ANONYMOUS, Viewer
from goodword.people import policy
from goodword.people.models import Follow, Person, RoleGrant


def viewer_of(person: Person | AnonymousUser | None, *, gpc: bool = False) -> Viewer:
    """The viewer a person is at this moment. `gpc`: the browser asks for Just Looking."""
    if person is None or not person.is_authenticated:
        return ANONYMOUS
    return Viewer(
        person_id=person.pk,
        scopes=policy.scopes_of(roles_of(person)),
        just_looking=person.just_looking or gpc,
    )


def roles_of(person: Person, at: datetime | None = None) -> list[str]:
    """The roles a person has now, or had at a time (a champion only with consent)."""
    if at is None and hasattr(person, "open_grants"):
        return [grant.role for grant in person.open_grants if grant.role != "champion" or grant.consented_at]
    when = at or clock.now()
    grants = RoleGrant.objects.filter(person=person, begins_at__lte=when)
    grants = grants.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=when))
    return [
        role for role, agreed in grants.values_list("role", "consented_at") if role != "champion" or agreed
    ]


def label_at(person: Person, at: datetime | None = None) -> str:
    """The label that what this person writes at that time carries for ever: "staff", "champion" or ""."""
    return policy.label_of(roles_of(person, at))


def with_grants(prefix: str = "") -> Prefetch:
    """A prefetch that lets `roles_of` answer without a query, for lists of authors (`prefix="author__"`)."""
    open_grants = RoleGrant.objects.filter(ends_at__isnull=True)
    return Prefetch(f"{prefix}role_grants", queryset=open_grants, to_attr="open_grants")


def visible_persons(viewer: Viewer) -> QuerySet[Person]:
    """Persons whose profile `viewer` may see: everybody but the deleted; the suspended only for staff and themselves."""
    people = Person.objects.exclude(state=Person.State.DELETED)
    if viewer.is_staff:
        return people
    return people.filter(~Q(state=Person.State.SUSPENDED) | Q(pk=viewer.id))


def person_by_handle(handle: str, viewer: Viewer) -> Person | None:
    """The person behind a handle, as far as `viewer` may see them."""
    return visible_persons(viewer).select_related("picture").filter(handle=handle).first()


def staff_ids() -> set[int]:
    """Persons who work here now."""
    open_grants = RoleGrant.objects.filter(ends_at__isnull=True, role__in=policy.STAFF_ROLES)
    return set(open_grants.values_list("person_id", flat=True))


def followers(kind: str, object_id: int) -> list[int]:
    """Who follows an object."""
    return list(Follow.objects.filter(kind=kind, object_id=object_id).values_list("person_id", flat=True))


def follows(viewer: Viewer, kind: str, ids: Iterable[int]) -> set[int]:
    """Which of these objects `viewer` follows."""
    if not viewer.signed_in:
        return set()
    mine = Follow.objects.filter(person_id=viewer.id, kind=kind, object_id__in=list(ids))
    return set(mine.values_list("object_id", flat=True))


def public_fields(person: Person) -> dict[str, Any]:
    """What every surface may say of a person."""
    return {"handle": person.handle, "name": person.name, "label": policy.label_of(roles_of(person))}

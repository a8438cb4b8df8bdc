"""Reads of the people room."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Prefetch, Q, QuerySet

from goodword.core import clock, prepared
from goodword.core.viewer import ANONYMOUS, Viewer, within
from goodword.people import policy
from goodword.people.models import ClaimVouch, Follow, Person, Picture, RoleGrant, Session, StaffProfile


def viewer_of(person: Person | AnonymousUser | None, *, gpc: bool = False) -> Viewer:
    """The viewer a person is at this moment. `gpc`: the browser asks for Just Looking."""
    if person is None or not person.is_authenticated:
        return ANONYMOUS
    return Viewer(
        person_id=person.pk,
        scopes=within(person.pk, policy.scopes_of(roles_of(person))),
        just_looking=person.just_looking or gpc,
    )


def roles_of(person: Person, at: datetime | None = None) -> list[str]:
    """The roles a person has now, or had at a time (a champion only with consent)."""
    if at is None and hasattr(person, "open_grants"):
        return [grant.role for grant in person.open_grants if grant.role != "champion" or grant.consented_at]

    def build(value: Any) -> QuerySet[Any]:
        grants = RoleGrant.objects.filter(person_id=value.person, begins_at__lte=value.at)
        grants = grants.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=value.at))
        return grants.order_by().values_list("role", "consented_at")

    rows = prepared.find("roles", build, person=person.pk, at=at or clock.now()).raw
    return [role for role, agreed in rows if role != "champion" or agreed]


def label_at(person: Person, at: datetime | None = None) -> str:
    """The label that what this person writes at that time carries for ever: "staff", "champion" or ""."""
    return policy.label_of(roles_of(person, at))


def with_grants(prefix: str = "") -> Prefetch:
    """A prefetch that lets `roles_of` answer without a query, for lists of authors (`prefix="author__"`)."""
    open_grants = RoleGrant.objects.filter(ends_at__isnull=True)
    return Prefetch(f"{prefix}role_grants", queryset=open_grants, to_attr="open_grants")


def visible_persons(viewer: Viewer) -> QuerySet[Person]:
    """Persons whose profile `viewer` may see: all but the deleted and the claimed; the suspended for staff and themselves."""
    people = Person.objects.exclude(state__in=[Person.State.DELETED, Person.State.CLAIMED])
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


def owner_exists() -> bool:
    """Whether somebody was ever made the owner of this site and still is."""
    return RoleGrant.objects.filter(role=RoleGrant.Role.OWNER, ends_at__isnull=True).exists()


def claimed_by(handle: str) -> Person | None:
    """Who an imported person turned out to be, so that the old address leads to them."""
    row = ClaimVouch.objects.filter(imported__handle=handle, imported__state=Person.State.CLAIMED)
    claim = row.select_related("person").order_by("-id").first()
    return claim.person if claim and claim.person.state == Person.State.ACTIVE else None


def person_from(source: str, source_id: str, viewer: Viewer) -> Person | None:
    """Who an old profile became: the imported person, or who has claimed it, as far as `viewer` may see them."""
    people = visible_persons(viewer)
    found = people.filter(source=source, source_id=source_id).first()
    if found is not None:
        return found
    claims = ClaimVouch.objects.filter(imported__source=source, imported__source_id=source_id)
    return people.filter(pk__in=claims.values("person_id")).first()


def claimant_ids(imported_ids: Iterable[int]) -> dict[int, int]:
    """The persons some imported ones turned out to be: {imported id: person id}."""
    rows = ClaimVouch.objects.filter(imported_id__in=list(imported_ids)).order_by("id")
    return dict(rows.values_list("imported_id", "person_id"))


def friend_ids(person_id: int) -> set[int]:
    """Friends are those who follow each other."""
    followed = Follow.objects.filter(person_id=person_id, kind="person").values("object_id")
    back = Follow.objects.filter(kind="person", object_id=person_id, person_id__in=followed)
    return set(back.values_list("person_id", flat=True))


def followed(viewer: Viewer) -> dict[str, list[int]]:
    """What a person follows, by kind, latest first."""
    mine: dict[str, list[int]] = {}
    rows = Follow.objects.filter(person_id=viewer.id).order_by("-since", "-id")
    for kind, object_id in rows.values_list("kind", "object_id"):
        mine.setdefault(kind, []).append(object_id)
    return mine


def sessions_of(person: Person) -> list[Session]:
    """Where a person is signed in now, latest first."""
    mine = Session.objects.filter(person=person, expire_date__gt=clock.now())
    return list(mine.order_by("-started_at"))


def open_grants() -> QuerySet[RoleGrant]:
    """Roles that hold now, or are offered, with person and giver."""
    return (
        RoleGrant.objects.filter(ends_at__isnull=True, person__state=Person.State.ACTIVE)
        .select_related("person", "person__staff_profile", "given_by")
        .order_by(F("person__staff_profile__order").asc(nulls_last=True), "person__joined_at", "id")
    )


def open_grant(pk: int, person: Person | None = None) -> RoleGrant | None:
    """A role that has not ended (of one person), or None."""
    grants = RoleGrant.objects.filter(pk=pk, ends_at__isnull=True)
    return (grants.filter(person=person) if person else grants).first()


def picture_by_puid(puid: str) -> Picture | None:
    """A picture by its public id; who may see it is for the gate to say."""
    return Picture.objects.filter(puid=puid).first()


def grants_of(person: Person) -> list[RoleGrant]:
    """All roles a person has, had or is offered; open ones first."""
    return list(
        RoleGrant.objects.filter(person=person).select_related("given_by").order_by("ends_at", "-begins_at")
    )


def staff_page() -> tuple[list[Person], list[Person]]:
    """Who answers here: staff in the order they chose, and the champions who agreed to be called so."""
    staff: dict[int, Person] = {}
    champions: dict[int, Person] = {}
    for grant in open_grants():
        if grant.role in policy.STAFF_ROLES:
            staff[grant.person_id] = grant.person
        elif grant.role == RoleGrant.Role.CHAMPION and grant.consented_at:
            champions[grant.person_id] = grant.person
    return list(staff.values()), [person for id, person in champions.items() if id not in staff]


def active_person(wanted: str) -> Person | None:
    """An account by its handle or address, for the desk."""
    word = wanted.strip()
    found = Person.objects.filter(Q(handle=word) | Q(email=word.casefold()), state=Person.State.ACTIVE)
    return found.first()


def imported_person(wanted: str) -> Person | None:
    """An imported person by handle, or by "source:id"."""
    word = wanted.strip().rstrip("/").rsplit("/", 1)[-1]
    source, _colon, source_id = word.partition(":")
    people = Person.objects.filter(state=Person.State.IMPORTED)
    return people.filter(Q(handle=word) | (Q(source=source, source_id=source_id) & ~Q(source=""))).first()


def who_helps(limit: int = 6) -> list[Person]:
    """Staff in the order of their profiles, then champions, at most `limit`; a third of the places is for champions."""
    grants = RoleGrant.objects.filter(ends_at__isnull=True, person__state=Person.State.ACTIVE)
    helping = Person.objects.select_related("picture", "staff_profile").prefetch_related(with_grants())
    staff = list(
        helping.filter(pk__in=grants.filter(role__in=policy.STAFF_ROLES).values("person"))
        .order_by("staff_profile__order", "pk")[:limit]
    )  # fmt: skip
    champions = grants.filter(role=RoleGrant.Role.CHAMPION, consented_at__isnull=False).values("person")
    champs = list(helping.filter(pk__in=champions).order_by("pk")[: max(limit // 3, limit - len(staff))])
    return staff[: limit - len(champs)] + champs


def staff_words(person: Person) -> dict[str, str]:
    """What the staff page says of a person now, as their form shows it."""
    profile = StaffProfile.objects.filter(person=person).first() or StaffProfile()
    return {
        "line": profile.line,
        "great": profile.great,
        "hours": profile.hours,
        "areas": ", ".join(profile.areas),
    }


def follower_count(kind: str, object_id: int) -> int:
    """How many follow an object."""
    return Follow.objects.filter(kind=kind, object_id=object_id).count()


Shown = Callable[[set[int], Viewer], set[int]]
_places: list[Shown] = []


def shown_by(place: Shown) -> Shown:
    """Name a place where pictures are shown: a function (ids, viewer) -> those that stand in something the viewer may see.

    The gate kind "picture" is the union of all places and of the viewer's own uploads; a picture shown nowhere is its owner's alone.
    """
    _places.append(place)
    return place


def visible_pictures(ids: set[int], viewer: Viewer) -> set[int]:
    """The pictures among `ids` that `viewer` may see."""
    seen: set[int] = set()
    if viewer.signed_in:
        seen |= set(Picture.objects.filter(pk__in=ids, owner_id=viewer.id).values_list("pk", flat=True))
    for place in _places:
        if ids - seen:
            seen |= place(ids - seen, viewer)
    return seen


@shown_by
def faces_shown(ids: set[int], viewer: Viewer) -> set[int]:
    """Pictures that people show as their face."""
    people = visible_persons(viewer).filter(picture_id__in=ids)
    return {id for id in people.values_list("picture_id", flat=True) if id is not None}

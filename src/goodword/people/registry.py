"""What this room tells the house when it starts: its gates, and what it holds of a person."""

from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from goodword.core import gate, own_pages, personal
from goodword.core.viewer import Viewer
from goodword.people import queries
from goodword.people.models import (
    ClaimVouch,
    EmailToken,
    Follow,
    Person,
    Picture,
    RoleGrant,
    Session,
    StaffProfile,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# Columns that are in no export: they are secrets, or say something of another person.
SECRET = {
    "password",
    "claim_code",
    "session_key",
    "session_data",
    "digest",
    "details",
    "given_by_id",
    "vouched_by_id",
}


def _visible_persons(ids: set[int], viewer: Viewer) -> set[int]:
    return set(queries.visible_persons(viewer).filter(pk__in=ids).values_list("pk", flat=True))


gate.register("person", _visible_persons)
gate.register("picture", queries.visible_pictures)


def _hold(name: str, words: "StrPromise", model: type[Model], column: str) -> None:
    """Export the rows of a table that belong to a person by `column`, whole but for SECRET."""

    def rows(person_id: int) -> list[dict[str, Any]]:
        found = model._default_manager.filter(**{column: person_id}).order_by("pk").values()
        return [{key: _plain(value) for key, value in row.items() if key not in SECRET} for row in found]

    personal.holds(name, words)(rows)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


_hold("people.profile", _("What your profile says"), Person, "pk")
_hold("people.sessions", _("Where you are signed in"), Session, "person_id")
_hold("people.links", _("Links sent to you by e-mail"), EmailToken, "person_id")
_hold("people.roles", _("Roles you have or had"), RoleGrant, "person_id")
_hold("people.staff_page", _("Your line on the staff page"), StaffProfile, "person_id")
_hold("people.follows", _("What you follow"), Follow, "person_id")
_hold("people.pictures", _("Pictures you sent"), Picture, "owner_id")
_hold("people.claims", _("Old profiles you claimed"), ClaimVouch, "person_id")


own_pages.add("people:settings", _("Profile"), order=0)
own_pages.add("people:staff_line", _("Staff page"), order=5, shown=lambda request: request.viewer.is_staff)
own_pages.add("people:address", _("Address"), order=10)
own_pages.add("people:password", _("Password"), order=20)
own_pages.add("people:sessions", _("Sessions"), order=30)
own_pages.add("people:own_roles", _("Roles"), order=40)
own_pages.add("people:your_data", _("Your data"), order=90)

"""The people of the demo and their roles."""

from goodword.core.gate import Ref
from goodword.people.actions.follows import follow
from goodword.people.actions.persons import add_person
from goodword.people.actions.roles import give_role
from goodword.people.models import Person, StaffProfile
from goodword.site.demo import content
from goodword.site.demo.content import Row
from goodword.site.demo.world import World

DOMAIN = "harbour-and-hart.example"
DECIDES = {"maya", "ruth", "sian", "ines"}  # they speak for the shop about ideas, besides their own work
MODERATES = {"ruth", "arun"}


def make_people(world: World) -> None:
    """Everybody, the owner first, since an owner gives the roles."""
    persons = sorted(content.rows("people", "person"), key=lambda row: row.get("staff_role") != "owner")
    for position, row in enumerate(persons):
        world.people[row["key"]] = _make(world, row)
        _give_roles(world, row, position)
    _befriend(world)


def _make(world: World, row: Row) -> Person:
    return add_person(
        name=row["name"],
        email=f"{row['key']}@{DOMAIN}",
        confirmed=True,
        handle=row["key"],
        at=world.calendar.ago(row["joined"]),
        pronounced=row.get("pronounce", ""),
        pronunciation_confirmed=row.get("confirmed", False),
        different=row.get("different", ""),
        goals=row.get("goals", ""),
        interests=row.get("interests", []),
        face=row.get("face", {}),
        language=row.get("language", ""),
        just_looking=row.get("just_looking", False),
    )


def _give_roles(world: World, row: Row, position: int) -> None:
    person = world.people[row["key"]]
    if row["role"] == "champion":
        _give(world, person, "champion", "Years of answers that others found right.")
    if row["role"] != "staff":
        return
    _give(world, person, row["staff_role"], "Works in the shop.")
    if row["key"] in DECIDES:
        _give(world, person, "spokesperson", "Answers ideas about their own part of the shop.")
    if row["key"] in MODERATES:
        _give(world, person, "moderator", "Reads what is reported, as the second pair of eyes.")
    StaffProfile.objects.create(
        person=person,
        line=row.get("line", ""),
        great=row.get("great", ""),
        hours=row.get("hours", ""),
        areas=row.get("areas", []),
        order=position,
    )


def _give(world: World, person: Person, role: str, reason: str) -> None:
    by = None if role == "owner" else world.owner
    give_role(person, role, by=by, reason=reason, consented=True, at=person.joined_at)


def _befriend(world: World) -> None:
    """A few follow each other, so that "what your friends rated" has somebody in it."""
    circle = ["hannah", "samuel", "noor", "gwen", "joris", "bettina"]
    for key in circle:
        for other in circle:
            if other != key:
                follow(Ref("person", world.people[other].pk), by=world.people[key])

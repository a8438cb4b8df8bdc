"""What a person says of themselves."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from goodword.core.errors import Invalid, NotAllowed
from goodword.core.events import publish
from goodword.core.text import clean_line, clean_text
from goodword.people.events import ProfileChanged
from goodword.people.models import Person, StaffProfile
from goodword.people.queries import viewer_of

MAX_INTERESTS = 12
LINES = {"name": 100, "pronounced": 100, "zone": 60, "language": 10}  # field: characters
TEXTS = {"different": 500, "goals": 500}


@transaction.atomic
def change_profile(person: Person, changes: dict[str, Any], *, by: Person) -> None:
    """Change what one's profile says; `changes` may hold the fields of LINES and TEXTS, `interests` and `pronunciation_confirmed`.

    A name is kept as it is typed (law 9); typing one makes an imported name one's own. Raises NotAllowed, Invalid.
    """
    if by.pk != person.pk:
        raise NotAllowed(_("This is not your profile."))
    for field, limit in LINES.items():
        if field in changes:
            setattr(person, field, _within(clean_line(changes[field], limit + 1), limit, field))
    for field, limit in TEXTS.items():
        if field in changes:
            setattr(person, field, _within(clean_text(changes[field]), limit, field))
    if "interests" in changes:
        person.interests = _lines(changes["interests"], "interests")
    if "pronunciation_confirmed" in changes:
        person.pronunciation_confirmed = bool(changes["pronunciation_confirmed"] and person.pronounced)
    if "name" in changes:
        person.name_is_own = True
    person.save()
    publish(ProfileChanged(person_id=person.pk))


@transaction.atomic
def set_just_looking(person: Person, on: bool, *, by: Person) -> None:
    """Put the Just Looking badge on or take it off (law 5). Raises NotAllowed for anybody else."""
    if by.pk != person.pk:
        raise NotAllowed()
    person.just_looking = on
    person.save(update_fields=["just_looking"])
    publish(ProfileChanged(person_id=person.pk))


@transaction.atomic
def change_staff_profile(person: Person, changes: dict[str, Any], *, by: Person) -> StaffProfile:
    """Change what the staff page says: line, great, hours, areas. One's own, or an owner changes it. Raises NotAllowed, Invalid."""
    if not viewer_of(person).is_staff:
        raise NotAllowed(_("Only staff have a line on the staff page."))
    if by.pk != person.pk and not viewer_of(by).may("people.roles"):
        raise NotAllowed()
    profile, _new = StaffProfile.objects.get_or_create(person=person)
    for field, limit in {"line": 200, "great": 300, "hours": 120}.items():
        if field in changes:
            setattr(profile, field, _within(clean_line(changes[field], limit + 1), limit, field))
    if "areas" in changes:
        profile.areas = _lines(changes["areas"], "areas")
    if "order" in changes:
        profile.order = changes["order"]
    profile.save()
    publish(ProfileChanged(person_id=person.pk))
    return profile


def _lines(given: str | list[str], field: str) -> list[str]:
    """A list typed with commas or line ends, each item once, as it was typed."""
    parts = given if isinstance(given, list) else given.replace("\n", ",").split(",")
    items = list(dict.fromkeys(item for item in (clean_line(part, 61) for part in parts) if item))
    if len(items) > MAX_INTERESTS:
        raise Invalid(_("Up to %(n)s, please.") % {"n": MAX_INTERESTS}, field=field)
    for item in items:
        _within(item, 60, field)
    return items


def _within(text: str, limit: int, field: str) -> str:
    if len(text) > limit:
        raise Invalid(_("Up to %(n)s characters, please.") % {"n": limit}, field=field)
    return text

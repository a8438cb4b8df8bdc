"""What a person chooses about how they are told; also by a link in a mail, which is bound to them."""

from collections.abc import Iterable, Mapping
from datetime import time
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from goodword.core import clock
from goodword.core.errors import Invalid
from goodword.notices import times
from goodword.notices.actions.planning import replan
from goodword.notices.channels import channel as channel_of
from goodword.notices.models import Choice, Pace, Rhythm
from goodword.notices.policy import SORTS
from goodword.people.actions.profile import change_profile
from goodword.people.models import Person


class Hours(TypedDict):
    """A person's clock: quiet hours (both or none), the hour and weekday of a digest, the most messages a day."""

    quiet_from: time | None
    quiet_to: time | None
    digest_hour: int
    digest_day: int
    most_a_day: int


@transaction.atomic
def choose(
    person: Person, paces: Mapping[tuple[str, str], str], hours: Hours, place: Mapping[str, str]
) -> None:
    """Store how a person wants to be told, and plan what waits for them anew.

    paces: {(channel, sort): pace}. place: their `zone` and `language`, "" for those of the house. Raises Invalid.
    """
    if (hours["quiet_from"] is None) != (hours["quiet_to"] is None):
        raise Invalid(_("Quiet hours need a beginning and an end."), field="quiet_to")
    if not (0 <= hours["digest_hour"] <= 23 and 0 <= hours["digest_day"] <= 6):
        raise Invalid(_("Choose an hour and a day of the week."), field="digest_hour")
    if times.is_quiet(time(hours["digest_hour"]), hours["quiet_from"], hours["quiet_to"]):
        raise Invalid(_("This hour lies in your quiet hours, in which nothing is sent."), field="digest_hour")
    if not 1 <= hours["most_a_day"] <= 100:
        raise Invalid(_("Choose a number between 1 and 100."), field="most_a_day")
    _choose_paces(person, paces)
    Rhythm.objects.update_or_create(person=person, defaults={**hours})
    if any(getattr(person, name) != value for name, value in place.items()):
        change_profile(person, dict(place), by=person)
    replan(person)


@transaction.atomic
def stop(person: Person, channel: str, sorts: Iterable[str] = ()) -> None:
    """Send a person no more of some sorts on one channel, or of any. What waits is dropped; it may be said twice."""
    _choose_paces(person, {(channel, sort): Pace.NEVER for sort in tuple(sorts) or SORTS})
    replan(person)


def _choose_paces(person: Person, paces: Mapping[tuple[str, str], str]) -> None:
    now = clock.now()
    for (key, sort), pace in paces.items():
        channel = channel_of(key)
        if channel is None or sort not in SORTS or pace not in (*channel.paces, Pace.NEVER):
            raise Invalid(_("This cannot be chosen."), field=f"{key}-{sort}")
        Choice.objects.update_or_create(
            person=person, channel=key, sort=sort, defaults={"pace": pace, "at": now}
        )

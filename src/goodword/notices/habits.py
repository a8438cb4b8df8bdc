"""How one person wants to be told, put together from what they chose and from the defaults."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from goodword.core.settings_registry import site_setting
from goodword.notices import policy, times
from goodword.notices.channels import Channel
from goodword.notices.models import Choice, Pace, Rhythm
from goodword.notices.policy import DIGESTS, SORTS
from goodword.people.models import Person


@dataclass(frozen=True)
class Habits:
    """One person's wishes: a pace for each channel and sort, and their clock."""

    person: Person
    rhythm: Rhythm
    zone: ZoneInfo
    chosen: dict[tuple[str, str], Pace] = field(default_factory=dict)

    def pace(self, channel: Channel, sort: str) -> Pace:
        """How soon this channel carries this sort; NEVER for what the badge keeps away (law 5)."""
        known = SORTS.get(sort)
        if known is None or (self.person.just_looking and not known.under_badge):
            return Pace.NEVER
        pace = self.chosen.get((channel.key, sort), channel.defaults.get(sort, Pace.NEVER))
        if self.person.just_looking and pace in DIGESTS:
            return Pace.AT_ONCE  # an answer they asked for, but no digest
        return pace if pace in channel.paces or pace == Pace.NEVER else Pace.AT_ONCE

    def quiet_until(self, now: datetime) -> datetime | None:
        """When their quiet hours end, if they hold now."""
        return times.quiet_until(now, self.rhythm.quiet_from, self.rhythm.quiet_to, self.zone)

    def next_digest(self, after: datetime, pace: Pace) -> datetime:
        """When the next digest of this pace is due."""
        weekday = self.rhythm.digest_day if pace == Pace.WEEKLY else None
        return times.next_digest(after, self.rhythm.digest_hour, self.zone, weekday)

    def tomorrow(self, now: datetime) -> datetime:
        """When their next day begins, after its quiet hours."""
        begins = times.day_begins(now, self.zone, ahead=1)
        return self.quiet_until(begins) or begins

    def day_begins(self, now: datetime) -> datetime:
        """When the present day began on their clock."""
        return times.day_begins(now, self.zone)

    def today(self, now: datetime) -> date:
        """The day on their calendar."""
        return times.local_day(now, self.zone)

    def due(self, pace: Pace, now: datetime) -> datetime:
        """When a notice of this pace that can be seen now is to go out."""
        if pace in DIGESTS:
            return self.next_digest(now, pace)
        return now + policy.BUNDLE_WAIT if pace == Pace.BUNDLED else now


def habits_of(persons: Sequence[Person]) -> dict[int, Habits]:
    """The habits of some persons, by id: two queries, whatever their number."""
    ids = [person.pk for person in persons]
    chosen: dict[int, dict[tuple[str, str], Pace]] = defaultdict(dict)
    for person_id, channel, sort, pace in _choices(ids):
        chosen[person_id][channel, sort] = Pace(pace)
    rhythms = {rhythm.person_id: rhythm for rhythm in Rhythm.objects.filter(person_id__in=ids)}
    house = str(site_setting("site.zone"))
    return {
        person.pk: Habits(
            person,
            rhythms.get(person.pk) or default_rhythm(person),
            times.known_zone(person.zone, house),
            chosen[person.pk],
        )
        for person in persons
    }


def default_rhythm(person: Person) -> Rhythm:
    """What holds for somebody who chose nothing; not stored."""
    begins, ends = policy.QUIET
    return Rhythm(person_id=person.pk, quiet_from=begins, quiet_to=ends, most_a_day=policy.MOST_A_DAY)


def _choices(ids: Iterable[int]) -> Iterable[tuple[int, str, str, str]]:
    return Choice.objects.filter(person_id__in=list(ids)).values_list("person_id", "channel", "sort", "pace")

"""Quiet hours and digests on a wall clock that is put forward and back (E8, F11)."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from goodword.notices import times

LONDON, AUCKLAND, HAVANA = ZoneInfo("Europe/London"), ZoneInfo("Pacific/Auckland"), ZoneInfo("America/Havana")
TEN, EIGHT = time(22), time(8)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "ends"),
    [
        (utc(2026, 1, 10, 22, 30), LONDON, utc(2026, 1, 11, 8)),
        (utc(2026, 1, 11, 7, 59), LONDON, utc(2026, 1, 11, 8)),
        (utc(2026, 1, 11, 8), LONDON, None),
        (utc(2026, 1, 10, 21, 59), LONDON, None),
        (utc(2026, 1, 10, 12), AUCKLAND, utc(2026, 1, 10, 19)),  # 01:00 there, and summer
        (utc(2026, 3, 28, 23), LONDON, utc(2026, 3, 29, 7)),  # the night that is an hour shorter
        (utc(2026, 10, 24, 21, 30), LONDON, utc(2026, 10, 25, 8)),  # the night that is an hour longer
    ],
)
def test_a_quiet_night_ends_when_the_clock_on_the_wall_says_so(now, zone, ends):
    assert times.quiet_until(now, TEN, EIGHT, zone) == ends


def test_quiet_hours_within_a_day_and_none_at_all():
    noon = utc(2026, 1, 10, 13)
    assert times.quiet_until(noon, time(12), time(14), LONDON) == utc(2026, 1, 10, 14)
    assert times.quiet_until(noon, time(14), time(15), LONDON) is None
    assert times.quiet_until(noon, None, None, LONDON) is None
    assert times.quiet_until(noon, time(12), time(12), LONDON) is None


def test_an_hour_that_comes_twice_ends_the_quiet_once_and_later_than_now():
    """01:30 comes twice on that night; whoever sleeps until 01:30 and is asked in between is not sent into the past."""
    first, second = utc(2026, 10, 25, 0, 10), utc(2026, 10, 25, 1, 10)
    assert times.quiet_until(first, TEN, time(1, 30), LONDON) == utc(2026, 10, 25, 0, 30)
    assert times.quiet_until(second, TEN, time(1, 30), LONDON) == utc(2026, 10, 25, 1, 30)


def test_an_hour_that_a_spring_night_leaves_out_is_the_moment_after():
    due = times.next_digest(utc(2026, 3, 28, 12), 1, LONDON)
    assert due == utc(2026, 3, 29, 1)
    assert due.astimezone(LONDON).hour == 2


@pytest.mark.parametrize("zone", [LONDON, AUCKLAND, HAVANA], ids=str)
@pytest.mark.parametrize("hour", [0, 1, 2, 8, 23])
def test_each_day_of_two_years_has_one_digest(zone, hour):
    """A leap day, four changes of the clock, and a zone whose midnight is left out: one digest a day, each on its own day."""
    moment, days = utc(2027, 6, 1), []
    while moment < utc(2029, 6, 1):
        moment = times.next_digest(moment, hour, zone)
        days.append(times.local_day(moment, zone))
    assert len(days) == len(set(days))
    gaps = {after - before for before, after in pairwise(days)}
    assert gaps == {timedelta(days=1)}
    assert date(2028, 2, 29) in days


def test_the_weekly_one_comes_on_its_day():
    thursday = utc(2026, 11, 26, 12)
    assert times.next_digest(thursday, 8, LONDON, 0) == utc(2026, 11, 30, 8)
    assert times.next_digest(thursday, 8, LONDON, 3) == utc(2026, 12, 3, 8)
    assert times.next_digest(thursday, 13, LONDON, 3) == utc(2026, 11, 26, 13)


def test_a_zone_nobody_knows_is_that_of_the_house():
    assert times.known_zone("Mars/Olympus", "Europe/London") == LONDON
    assert times.known_zone("", "Europe/London") == LONDON
    assert times.known_zone("../../etc/passwd", "nonsense") == ZoneInfo("UTC")
    assert times.known_zone("Pacific/Auckland", "Europe/London") == AUCKLAND


def test_a_day_begins_at_the_persons_midnight():
    assert times.day_begins(utc(2026, 7, 1, 22, 30), LONDON) == utc(2026, 6, 30, 23)
    assert times.day_begins(utc(2026, 7, 1, 23, 30), LONDON) == utc(2026, 7, 1, 23)
    assert times.day_begins(utc(2026, 7, 1, 12), AUCKLAND, ahead=1) == utc(2026, 7, 2, 12)

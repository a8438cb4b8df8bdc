"""Working time: only while the house was open, across nights, weekends and the change of clocks."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from goodword.core.hours import is_open, open_time

ZONE = "Europe/London"
HOURS = [{"day": day, "open": "09:30", "close": "18:00"} for day in range(6)]
ALL_NIGHT = [{"day": day, "open": "00:00", "close": "23:59"} for day in range(7)]


def _at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("begin", "end", "minutes"),
    [
        ("2026-11-19 10:00", "2026-11-19 11:50", 110),
        ("2026-11-19 08:00", "2026-11-19 10:00", 30),
        ("2026-11-19 17:30", "2026-11-20 10:00", 60),
        ("2026-11-21 17:50", "2026-11-23 09:40", 20),
        ("2026-11-22 10:00", "2026-11-22 15:00", 0),
        ("2026-11-20 10:00", "2026-11-20 09:00", 0),
    ],
)
def test_time_counts_while_the_house_is_open(begin, end, minutes):
    assert open_time(_at(begin), _at(end), HOURS, ZONE) == timedelta(minutes=minutes)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 22), ("2026-10-25", 24)])
def test_days_on_which_clocks_change_have_their_true_length(day, hours):
    waited = open_time(_at(f"{day} 00:00"), _at(f"{day} 23:00"), ALL_NIGHT, ZONE)
    assert waited == timedelta(hours=hours)


def test_without_hours_the_house_never_closes():
    assert open_time(_at("2026-11-21 20:00"), _at("2026-11-22 02:00"), [], ZONE) == timedelta(hours=6)


def test_open_until():
    assert is_open(_at("2026-11-19 12:00"), HOURS, ZONE).strftime("%H:%M") == "18:00"
    assert is_open(_at("2026-11-22 12:00"), HOURS, ZONE) is None

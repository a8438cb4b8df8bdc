"""Opening hours of the house: how long somebody waited while it was open, and whether it is open now."""

from datetime import date, datetime, time, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo


class Period(TypedDict):
    """One stretch of a weekday: day 0-6 from Monday, open and close as HH:MM."""

    day: int
    open: str
    close: str


def open_time(begin: datetime, end: datetime, hours: list[Period], zone: str) -> timedelta:
    """How much of the time between two moments the house was open; without hours it never closes.

    begin, end: aware. zone: IANA name. Longer than sixty days is counted as sixty.
    """
    if end <= begin:
        return timedelta(0)
    if not hours:
        return end - begin
    here = ZoneInfo(zone)
    first, last = begin.astimezone(here), min(end, begin + timedelta(days=60)).astimezone(here)
    total, day = timedelta(0), first.date()
    while day <= last.date():
        for opens, closes in _periods(day, hours, here):
            overlap = min(closes, last) - max(opens, first)
            total += max(overlap, timedelta(0))
        day += timedelta(days=1)
    return total


def is_open(at: datetime, hours: list[Period], zone: str) -> datetime | None:
    """When the house closes, if it is open at `at`; else None."""
    here = ZoneInfo(zone)
    for opens, closes in _periods(at.astimezone(here).date(), hours, here):
        if opens <= at < closes:
            return closes.astimezone(here)
    return None


def _periods(day: date, hours: list[Period], zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """The stretches of one day in UTC, so that a day on which clocks change has its true length."""
    found = []
    for period in hours:
        if period["day"] == day.weekday():
            opens, closes = (
                datetime.combine(day, time.fromisoformat(period[end]), tzinfo=zone).astimezone(
                    ZoneInfo("UTC")
                )
                for end in ("open", "close")
            )
            found.append((opens, closes))
    return found

"""Quiet hours, days and digests on a person's own clock. Pure functions: moments go in and come out in UTC.

A clock that is put forward or back changes no promise: a quiet night ends when the wall clock first shows its end after now, and an
hour that a spring night leaves out is the moment after it.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def known_zone(name: str, otherwise: str) -> ZoneInfo:
    """The zone of this name; the other one where nobody knows it."""
    for candidate in (name, otherwise):
        try:
            return ZoneInfo(candidate)
        except (KeyError, ValueError, OSError):  # unknown, empty, or a path
            continue
    return ZoneInfo("UTC")


def at_wall(day: date, hour: time, zone: ZoneInfo, *, after: datetime | None = None) -> datetime:
    """When the wall clock shows `hour` on `day`, in UTC. Of two such moments the first that is later than `after`."""
    first = datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)
    if after is not None and first <= after:
        return datetime.combine(day, hour, tzinfo=zone).replace(fold=1).astimezone(UTC)
    return first


def quiet_until(now: datetime, begins: time | None, ends: time | None, zone: ZoneInfo) -> datetime | None:
    """When the quiet hours that hold at `now` end; None when it is not quiet."""
    here = now.astimezone(zone)
    shown = here.time()
    if begins is None or ends is None or not is_quiet(shown, begins, ends):
        return None
    tomorrow = begins > ends and shown >= begins
    return at_wall(here.date() + timedelta(days=tomorrow), ends, zone, after=now)


def is_quiet(shown: time, begins: time | None, ends: time | None) -> bool:
    """Whether a wall clock that shows this is within the quiet hours. Equal ends mean no quiet hours."""
    if begins is None or ends is None or begins == ends:
        return False
    return (shown >= begins or shown < ends) if begins > ends else begins <= shown < ends


def next_digest(after: datetime, hour: int, zone: ZoneInfo, weekday: int | None = None) -> datetime:
    """The first moment later than `after` at which a digest is due: each day, or on one weekday (0 is Monday)."""
    day = after.astimezone(zone).date()
    for ahead in range(9):
        moment = at_wall(day + timedelta(days=ahead), time(hour), zone)
        if moment > after and weekday in (None, (day + timedelta(days=ahead)).weekday()):
            return moment
    raise ValueError(f"no weekday {weekday}")


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """The day on a person's calendar."""
    return at.astimezone(zone).date()


def day_begins(at: datetime, zone: ZoneInfo, *, ahead: int = 0) -> datetime:
    """The midnight with which the day of `at`, or one `ahead` days later, begins on a person's clock."""
    return at_wall(local_day(at, zone) + timedelta(days=ahead), time(0), zone)

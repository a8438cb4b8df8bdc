"""Times of the demo: days counted back from today, so that the shop is always lived in."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_MOMENT = re.compile(r"([+-])(\d+)d(?: (\d\d):(\d\d))?")
_PART = re.compile(r"(\d+)\s*([dhmy])")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Calendar:
    """The demo's today. Before noon it is yesterday, so that what was "asked this morning" has happened."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """The day that "-0d" means."""
        local = self.now.astimezone(self.zone)
        return local.date() if local.time() >= time(12, 0) else local.date() - timedelta(days=1)

    def past(self, text: str) -> datetime:
        """ "-3d 10:42" as a moment that is over; a Sunday, when the shop is shut, becomes the Saturday."""
        moment = self._moment(text)
        if moment.weekday() == 6:
            moment -= timedelta(days=1)
        return min(moment, self.now - timedelta(minutes=5))

    def coming(self, text: str, weekday: str = "") -> datetime:
        """ "+6d 11:00" as a moment; with a weekday, the next such day from there on."""
        moment = self._moment(text)
        while weekday and WEEKDAYS[moment.weekday()] != weekday:
            moment += timedelta(days=1)
        return moment

    def day(self, text: str) -> date:
        """ "+20d" as a day."""
        return self._moment(text).date()

    def after(self, begin: datetime, text: str) -> datetime:
        """A moment a span such as "1h 50m" after another one, never in the future."""
        return min(begin + span(text), self.now - timedelta(minutes=1))

    def ago(self, text: str) -> datetime:
        """ "-3y2m" as the moment so many years and months ago."""
        amounts = {unit: int(number) for number, unit in _PART.findall(text)}
        days = amounts.get("y", 0) * 365 + amounts.get("m", 0) * 30 + amounts.get("d", 0)
        return self.now - timedelta(days=days)

    def _moment(self, text: str) -> datetime:
        found = _MOMENT.fullmatch(text)
        if found is None:
            raise ValueError(f"not a day of the demo: {text!r}")
        sign, days, hour, minute = found.groups()
        day = self.today + timedelta(days=int(days) * (1 if sign == "+" else -1))
        return datetime.combine(day, time(int(hour or 12), int(minute or 0)), tzinfo=self.zone)


def span(text: str) -> timedelta:
    """ "2d 1h", "1h10m", "26m" as a length of time."""
    amounts = {unit: int(number) for number, unit in _PART.findall(text)}
    return timedelta(days=amounts.get("d", 0), hours=amounts.get("h", 0), minutes=amounts.get("m", 0))

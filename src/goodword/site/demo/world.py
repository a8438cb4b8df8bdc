"""What the parts of the demo share while it is being made: the calendar, the people, the books."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from goodword.catalog.models import Product
from goodword.conversations.models import Space
from goodword.core import clock
from goodword.people.models import Person
from goodword.site.demo import content
from goodword.site.demo.spans import Calendar


@dataclass
class World:
    """The demo community in the making."""

    calendar: Calendar
    people: dict[str, Person] = field(default_factory=dict)
    books: dict[str, Product] = field(default_factory=dict)
    spaces: dict[str, Space] = field(default_factory=dict)

    @classmethod
    def begin(cls) -> "World":
        """An empty world whose today is today."""
        return cls(Calendar(clock.now(), ZoneInfo(content.read("shop")["zone"])))

    @property
    def owner(self) -> Person:
        """Who runs the shop."""
        return self.people["tom"]

    def when_voted(self, person: Person, since: datetime, place: int) -> datetime:
        """When the `place`-th reader of a text said so: spread over the days after it, once they had joined, never in the future."""
        moment = max(since, person.joined_at) + timedelta(hours=5 * place + 1)
        return min(moment, self.calendar.now - timedelta(minutes=1))

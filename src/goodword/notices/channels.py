"""The ways from this house to a person beside the page: e-mail, push. Each registers itself; planning and the outbox know no other.

A channel says whom it cannot reach, and opens a line over which parcels go one after another:

    class Pigeons(Channel):
        key, label = "pigeon", _("By pigeon")
        def unreachable(self, persons): return {person.pk: "no roof" for person in persons if …}
        @contextmanager
        def line(self):
            with loft() as birds:
                yield lambda parcel: birds.fly(parcel.person, parcel.lines)     # raises Later or Refused

    channels.register(Pigeons())
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from goodword.core.viewer import Viewer
from goodword.notices.models import Notice, Outgoing, Pace
from goodword.notices.texts import Text
from goodword.people.models import Person

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Later(Exception):
    """The parcel did not go this time; it is tried again. `broken`: the line is, so nothing else need be tried on it now."""

    def __init__(self, reason: str, *, broken: bool = False) -> None:
        super().__init__(reason)
        self.broken = broken


class Refused(Exception):
    """The other side will never take this parcel; the message says why. It is not tried again."""


@dataclass(frozen=True)
class Line:
    """One notice with its words of this moment: gate asked, unread, still true."""

    notice: Notice
    text: Text


@dataclass(frozen=True)
class Parcel:
    """What one person is told by one message now. The language that holds while it is carried is that of the person."""

    outgoing: Outgoing
    person: Person
    viewer: Viewer
    lines: tuple[Line, ...]

    @property
    def notices(self) -> list[Notice]:
        """The notices in it."""
        return [line.notice for line in self.lines]


Carry = Callable[[Parcel], None]


class Channel(ABC):
    """One way to a person. Paces are what a person may choose on it; defaults hold until they do."""

    key: ClassVar[str]
    label: "ClassVar[StrOrPromise]"
    paces: ClassVar[tuple[Pace, ...]]
    defaults: ClassVar[dict[str, Pace]]  # by sort of notice (notices.policy); a sort left out is never sent
    expected: ClassVar[bool] = False  # everybody has it: that somebody cannot be reached is written down

    @abstractmethod
    def unreachable(self, persons: Sequence[Person]) -> dict[int, str]:
        """Those of these persons this channel cannot reach now: {person id: why}, for instance without a confirmed address."""

    @abstractmethod
    def line(self) -> AbstractContextManager[Carry]:
        """Open the way for a number of parcels; what it yields carries one and returns once it is on its way.

        Opening raises Later when the other side does not answer; carrying raises Later or Refused.
        """


_channels: dict[str, Channel] = {}


def register(channel: Channel) -> Channel:
    """Name a channel; a second one with the same key takes its place."""
    _channels[channel.key] = channel
    return channel


def channels() -> list[Channel]:
    """All channels, by key."""
    return [_channels[key] for key in sorted(_channels)]


def channel(key: str) -> Channel | None:
    """The channel with this key, or None."""
    return _channels.get(key)

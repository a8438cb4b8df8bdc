"""Who takes a reply by mail. A room names, for each kind of object one can reply to, the function that publishes the words.

    @reply_takers.register("topic", letter="t")
    def _reply(person, object_id, sent): return reply_ref, address       # raises core.errors.Refused

The function calls the verb that a page calls, so what holds for a page (gate, policy, limits) holds for a mail.
"""

from collections.abc import Callable
from dataclasses import dataclass

from goodword.core.gate import Ref
from goodword.people.models import Person


@dataclass(frozen=True)
class Sent:
    """What somebody wrote: their own words as Markdown, pictures as bytes with a name, and the names of files that are not taken."""

    words: str
    pictures: tuple[tuple[str, bytes], ...] = ()
    left_out: tuple[str, ...] = ()


Taker = Callable[[Person, int, Sent], tuple[Ref, str]]
_takers: dict[str, tuple[str, Taker]] = {}


def register(kind: str, *, letter: str) -> Callable[[Taker], Taker]:
    """Name the function (person, id, sent) -> (what was made, its address) for replies to `kind`; `letter` stands for it in an address."""

    def keep(taker: Taker) -> Taker:
        if any(other == letter and name != kind for name, (other, _taker) in _takers.items()):
            raise ValueError(f"two kinds for {letter!r}")
        _takers[kind] = (letter, taker)
        return taker

    return keep


def letter_of(kind: str) -> str:
    """The letter of a kind, "" if nobody takes replies to it."""
    return _takers[kind][0] if kind in _takers else ""


def kind_of(letter: str) -> str:
    """The kind a letter stands for, "" if none."""
    return next((kind for kind, (other, _taker) in _takers.items() if other == letter), "")


def taker(kind: str) -> Taker:
    """Who takes replies to a kind. Raises KeyError."""
    return _takers[kind][1]

"""What the house holds of a person, for giving it to them and for erasing it. Each room registers its own part.

    @personal.holds("people.follows", _("What you follow"))   a function (person_id) -> list of rows as plain values
    @personal.erases("people")                                a function (person_id) -> None that leaves nothing of theirs behind

What is kept when a person asks for their texts to stay without their name is decided by the room that holds the texts, in answer
to the event `people.PersonDeleted`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = str

Rows = Callable[[int], list[dict[str, Any]]]
Eraser = Callable[[int], None]
_holdings: dict[str, Rows] = {}
_words: dict[str, StrOrPromise] = {}
_erasers: dict[str, Eraser] = {}


def holds(name: str, words: StrOrPromise = "") -> Callable[[Rows], Rows]:
    """Register the rows of a person under a name such as "people.follows"; `words` name them on the person's page (lazy)."""

    def register(function: Rows) -> Rows:
        _holdings[name] = function
        _words[name] = words or name
        return function

    return register


def erases(name: str) -> Callable[[Eraser], Eraser]:
    """Register what removes a person from the tables of a room; it may run twice."""

    def register(function: Eraser) -> Eraser:
        _erasers[name] = function
        return function

    return register


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """All that is held of a person, by name of holding."""
    return {name: _holdings[name](person_id) for name in sorted(_holdings)}


def summary(person_id: int) -> list[tuple[str, int]]:
    """The holdings that have rows, in words, with how many."""
    return [(str(_words[name]), len(rows)) for name, rows in export(person_id).items() if rows]


def erase(person_id: int) -> None:
    """Run every eraser."""
    for name in sorted(_erasers):
        _erasers[name](person_id)

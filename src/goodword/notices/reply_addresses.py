"""The address a reply by mail goes to. Until somebody provides one, a mail of notices has no Reply-To.

The part of this room that reads mail names its function once, at the start: `provide(function)`.
"""

from collections.abc import Callable

from goodword.notices.models import Notice
from goodword.people.models import Person

Addresses = Callable[[Person, list[Notice]], str | None]
_provided: list[Addresses] = []


def provide(function: Addresses) -> Addresses:
    """Name the function (person, the notices one mail carries) -> the address for a reply, or None where one cannot reply."""
    _provided[:] = [function]
    return function


def reply_address(person: Person, notices: list[Notice]) -> str | None:
    """Where a reply to a mail with these notices goes; None where replying by mail is not set up or makes no sense."""
    return _provided[0](person, notices) if _provided and notices else None

"""What happens at the doors for machines. The docstring of each event is its public documentation."""

from dataclasses import dataclass

from goodword.people.events import PersonEvent


@dataclass(frozen=True, kw_only=True)
class ApiTokenMade(PersonEvent):
    """Somebody made a token, with which a program acts for them. The event does not carry it; they are told by mail."""

    token_id: int
    scopes: list[str]


@dataclass(frozen=True, kw_only=True)
class ApiTokenEnded(PersonEvent):
    """A token ended: revoked by its person or by whoever looks after the site, or because a role it needed ended."""

    token_id: int
    by_id: int | None
    why: str

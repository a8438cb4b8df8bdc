"""What happens to persons. The docstring of each event is its public documentation."""

from dataclasses import dataclass

from goodword.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PersonEvent(Event):
    """Something happened to a person. The base of all events about persons."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class PersonJoined(PersonEvent):
    """Somebody made an account, or came with an import."""


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(PersonEvent):
    """Somebody changed what their profile says."""


@dataclass(frozen=True, kw_only=True)
class PersonDeleted(PersonEvent):
    """Somebody deleted their account. `keep_texts`: what they wrote stays, without their name."""

    keep_texts: bool


@dataclass(frozen=True, kw_only=True)
class RoleGiven(PersonEvent):
    """Somebody was given a role, by somebody and for a reason."""

    role: str
    by_id: int | None


@dataclass(frozen=True, kw_only=True)
class RoleEnded(PersonEvent):
    """A role ended."""

    role: str
    by_id: int | None


@dataclass(frozen=True, kw_only=True)
class Followed(PersonEvent):
    """Somebody follows a person, product, tag, space or topic."""

    kind: str
    object_id: int


@dataclass(frozen=True, kw_only=True)
class Unfollowed(PersonEvent):
    """Somebody stopped following."""

    kind: str
    object_id: int

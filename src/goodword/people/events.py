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
class OwnerLinkMade(PersonEvent):
    """Somebody at the machine made a link with which this person becomes owner (again)."""


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


@dataclass(frozen=True, kw_only=True)
class PersonsImported(Event):
    """Persons came with an import. One event tells of a whole batch; nobody is greeted or mailed."""

    source: str
    person_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class PersonClaimed(PersonEvent):
    """Somebody (`person_id`) showed that they are the imported person `imported_id`: what was imported of them is theirs now."""

    imported_id: int


@dataclass(frozen=True, kw_only=True)
class AddressChanged(PersonEvent):
    """Somebody has another e-mail address. The event does not carry it."""


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(PersonEvent):
    """Somebody set a password or took it away; their other sessions ended."""


@dataclass(frozen=True, kw_only=True)
class RoleAgreed(PersonEvent):
    """Somebody agreed to a role they were offered (champions do)."""

    role: str

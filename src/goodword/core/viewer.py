"""Who is looking. Every read takes a Viewer; a Viewer is a plain value, so a cache, a job and a page ask the same question."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

_narrowed: ContextVar[tuple[int, frozenset[str]] | None] = ContextVar("narrowed", default=None)


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person at the moment of reading.

    person_id: None for the anonymous. scopes: what their roles allow, such as "desk" or "catalog.edit".
    just_looking: wears the badge; the anonymous always do (law 5).
    """

    person_id: int | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)
    just_looking: bool = True

    @property
    def signed_in(self) -> bool:
        """Whether a person is known."""
        return self.person_id is not None

    @property
    def id(self) -> int:
        """The person's id for lookups; 0, which nobody has, for the anonymous."""
        return self.person_id or 0

    @property
    def is_staff(self) -> bool:
        """Whether this person works here now."""
        return "desk" in self.scopes

    def may(self, scope: str) -> bool:
        """Whether one of this person's roles carries `scope`."""
        return scope in self.scopes


ANONYMOUS = Viewer()


@contextmanager
def narrowed(person_id: int, scopes: frozenset[str]) -> Iterator[None]:
    """Within: this person may do no more than `scopes` allow, whichever verb asks. For programs that carry less than their person."""
    token = _narrowed.set((person_id, scopes))
    try:
        yield
    finally:
        _narrowed.reset(token)


def within(person_id: int, scopes: frozenset[str]) -> frozenset[str]:
    """What is left of the scopes of a person's roles here and now."""
    limit = _narrowed.get()
    return scopes & limit[1] if limit is not None and limit[0] == person_id else scopes

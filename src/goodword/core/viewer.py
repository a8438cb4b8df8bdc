"""Who is looking. Every read takes a Viewer; a Viewer is a plain value, so a cache, a job and a page ask the same question."""

from dataclasses import dataclass, field


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

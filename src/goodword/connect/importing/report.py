"""What became of each row: rows = imported + refused, and every refusal has a reason."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


class RowRefused(Exception):
    """One row cannot be taken; its message is the reason as it stands in the report."""


@dataclass
class Outcome:
    """What became of some rows of one file. kinds: what the imported ones were."""

    rows: int = 0
    imported: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    def take(self, kind: str, count: int = 1) -> None:
        """Count rows that came in."""
        self.rows += count
        self.imported += count
        self.kinds[kind] += count

    def refuse(self, reason: str, count: int = 1) -> None:
        """Count rows that did not."""
        self.rows += count
        self.refused[reason] += count

    def add(self, other: "Outcome") -> None:
        """Add what became of further rows."""
        self.rows += other.rows
        self.imported += other.imported
        self.refused.update(other.refused)
        self.kinds.update(other.kinds)

    def as_json(self) -> dict[str, Any]:
        """Plain values, for the report that is kept."""
        return {
            "rows": self.rows,
            "imported": self.imported,
            "refused": dict(sorted(self.refused.items())),
            "kinds": dict(sorted(self.kinds.items())),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Outcome":
        """The reverse of `as_json`."""
        return cls(kept["rows"], kept["imported"], Counter(kept["refused"]), Counter(kept["kinds"]))

"""Values as both databases hold them, in one written form, so that a table of one can be compared with a table of the other.

A row is a JSON list. Numbers, strings and null stand for themselves, truth is 0 or 1, moments are `2026-01-31 08:00:00.000000` in
UTC, bytes are base64. What is JSON in the database is a string as the database wrote it; for the digest it is written canonically,
since PostgreSQL keeps its meaning and not its spaces.

The digest of a table is the sum of the SHA-256 of its rows modulo 2^256: it does not depend on their order, which the two
databases would give differently. It shows an accident, not a forger: that is what the seal around a backup is for.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

WHOLE = 1 << 256
Convert = Callable[[Any], Any]
PLAIN = "plain"
"""The kind of what is written as it is: numbers and texts."""


@dataclass(frozen=True)
class Column:
    """One column and its kind: plain, bool, moment, date, time, span, json, bytes, uuid, real or decimal:PLACES."""

    name: str
    kind: str


@dataclass
class Tally:
    """How many rows, and the sum of their digests."""

    count: int = 0
    total: int = 0

    def add(self, line: bytes) -> None:
        """Take in one row in its canonical form."""
        self.count += 1
        self.total = (self.total + int.from_bytes(sha256(line).digest(), "big")) % WHOLE

    def as_facts(self) -> dict[str, Any]:
        """For a manifest."""
        return {"rows": self.count, "digest": f"{self.total:064x}"}


KINDS = {
    "BooleanField": "bool",
    "DateTimeField": "moment",
    "DateField": "date",
    "TimeField": "time",
    "DurationField": "span",
    "JSONField": "json",
    "BinaryField": "bytes",
    "UUIDField": "uuid",
    "FloatField": "real",
}


def _moment(value: Any) -> str:
    if isinstance(value, str):
        if len(value) == 26:
            return value
        value = datetime.fromisoformat(value)
    if value.tzinfo is not None:
        value = value.astimezone(UTC).replace(tzinfo=None)
    return str(value.isoformat(" ", "microseconds"))


def _bytes(value: Any) -> str:
    return base64.b64encode(bytes(value)).decode()


def _span(value: Any) -> int:
    return value // timedelta(microseconds=1) if isinstance(value, timedelta) else int(value)


def _json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _decimal(places: int) -> Convert:
    step = Decimal(1).scaleb(-places)
    return lambda value: str(Decimal(str(value)).quantize(step))


_WRITE: dict[str, Convert] = {
    "bool": int,
    "moment": _moment,
    "date": lambda value: value.isoformat() if isinstance(value, date) else str(value),
    "time": lambda value: value.isoformat() if isinstance(value, time) else str(value),
    "span": _span,
    "json": _json,
    "bytes": _bytes,
    "uuid": lambda value: str(value).replace("-", ""),
    "real": float,
}


def _writer(kind: str) -> Convert | None:
    if kind.startswith("decimal:"):
        return _decimal(int(kind.partition(":")[2]))
    return _WRITE.get(kind)


@dataclass
class RowWriter:
    """Makes lines of rows as a driver gives them, and keeps their tally."""

    columns: Sequence[Column]
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        found = [(place, _writer(column.kind)) for place, column in enumerate(self.columns)]
        self._convert = [(place, convert) for place, convert in found if convert]
        self._json = [place for place, column in enumerate(self.columns) if column.kind == "json"]

    def lines(self, rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
        """One line for each row."""
        for row in rows:
            values = list(row)
            for place, convert in self._convert:
                if values[place] is not None:
                    values[place] = convert(values[place])
            line = dumps(values)
            self.tally.add(dumps(canonical(values, self._json)) if self._json else line)
            yield line


class LineReader:
    """Reads lines back into rows of written values, and keeps their tally."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.tally = Tally()
        self._json = [place for place, column in enumerate(columns) if column.kind == "json"]

    def rows(self, lines: Iterable[bytes]) -> Iterator[list[Any]]:
        """One row for each line."""
        for line in lines:
            values = json.loads(line)
            self.tally.add(dumps(canonical(values, self._json)) if self._json else line)
            yield values


def dumps(values: list[Any]) -> bytes:
    """A row as one line."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def canonical(values: list[Any], places: Sequence[int]) -> list[Any]:
    """The row with its JSON in one form: sorted keys, no spaces, whole numbers without a point."""
    values = list(values)
    for place in places:
        if values[place] is not None:
            meant = _whole(json.loads(values[place]))
            values[place] = json.dumps(meant, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return values


def _whole(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _whole(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_whole(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def kind_of(model_field: Any) -> str:
    """The kind of a Django field; a foreign key has that of what it points at."""
    while model_field.remote_field:
        model_field = model_field.target_field
    name = model_field.get_internal_type()
    if name == "DecimalField":
        return f"decimal:{model_field.decimal_places}"
    return KINDS.get(name, PLAIN)

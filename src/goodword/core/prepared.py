"""Queries that are put together once: Django builds the statement of a query anew each time, which costs more than the answer.

A query of a page differs from one visitor to the next in a few values alone. It is built once with marks in their place, and from
then on only executed. `shape` names everything else that tells it from others: which condition of the gate, which order.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models import query as django_query

M = TypeVar("M", bound=Model)
Raw = tuple[Any, ...]
_INT, _MOMENT = 7_310_000_000_000_000, datetime(1801, 1, 1, tzinfo=UTC)
_populators: Any = django_query.get_related_populators
_known: dict[Hashable, "Prepared[Any]"] = {}


@dataclass(frozen=True)
class Found(Generic[M]):
    """Rows as the database gave them; objects are made of those that are wanted."""

    query: "Prepared[M]"
    raw: list[Raw]

    def objects(self) -> list[M]:
        """All as objects, with what was selected beside them."""
        return self.query.objects(self.raw)

    def first(self) -> M | None:
        """The first as an object."""
        return next(iter(self.query.objects(self.raw[:1])), None)


def find(shape: Hashable, build: Callable[[Any], QuerySet[M]], **values: int | str | datetime) -> Found[M]:
    """The rows of the query that `build` makes of the values (`build(v)` reads `v.topic_id` …).

    It is called once for each shape, and not with the values: a value may stand in a condition and decide nothing else. Raises
    ValueError where one of them does not appear in the statement as it is.
    """
    key = (connection.vendor, shape)
    query = _known.get(key)
    if query is None:
        query = _known[key] = Prepared(build, values)
    return Found(query, query.execute(values))


def once(query: QuerySet[M]) -> Found[M]:
    """The rows of a query that is built for this one time."""
    made = Prepared(lambda _values: query, {})
    return Found(made, made.execute({}))


def padded(ids: Sequence[int], size: int, name: str = "id") -> dict[str, int]:
    """`size` values for a condition `IN`, of at least one and at most `size` ids: id0, id1, … ."""
    return {f"{name}{number}": ids[min(number, len(ids) - 1)] for number in range(size)}


def listed(values: Any, size: int, name: str = "id") -> list[int]:
    """What `build` puts into the condition: the values of `padded`."""
    return [getattr(values, f"{name}{number}") for number in range(size)]


class Prepared(Generic[M]):
    """One statement, the places of its values, and how its rows become objects."""

    def __init__(self, build: Callable[[Any], QuerySet[M]], values: dict[str, Any]) -> None:
        marks = {name: _mark(value, number) for number, (name, value) in enumerate(values.items())}
        compiler = build(SimpleNamespace(**marks)).query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, params = compiler.as_sql()
        names = {_as_sent(mark): name for name, mark in marks.items()}
        self._fixed = [None if _named(param, names) else param for param in params]
        self._places = [(at, name) for at, param in enumerate(params) if (name := _named(param, names))]
        missing = set(values) - {name for _at, name in self._places}
        if missing:
            raise ValueError(f"not in the statement: {sorted(missing)}")
        self._columns = compiler.col_count if compiler.has_extra_select else None
        fields = [chosen[0] for chosen in compiler.select[: compiler.col_count]]
        self._compiler, self._converters = compiler, compiler.get_converters(fields)

    def execute(self, values: dict[str, Any]) -> list[Raw]:
        """The rows for these values."""
        params = list(self._fixed)
        for at, name in self._places:
            params[at] = _as_sent(values[name])
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            rows = cursor.fetchall()
        return [row[: self._columns] for row in rows] if self._columns else rows

    def column(self, name: str) -> int:
        """The place of a column of the model's own in a row."""
        first, last = (
            self._compiler.klass_info["select_fields"][0],
            self._compiler.klass_info["select_fields"][-1] + 1,
        )
        names = [chosen[0].target.attname for chosen in self._compiler.select[first:last]]
        return first + names.index(name)

    def objects(self, raw: list[Raw]) -> list[M]:
        """Rows as objects, as Django's ModelIterable makes them."""
        if not raw:
            return []
        compiler = self._compiler
        info, select = compiler.klass_info, compiler.select
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [chosen[0].target.attname for chosen in select[first:last]]
        populators = _populators(info, select, DEFAULT_DB_ALIAS)
        annotations = compiler.annotation_col_map
        made = []
        for row in compiler.apply_converters(raw, self._converters):
            one = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[first:last])
            for populator in populators:
                populator.populate(row, one)
            for name, column in annotations.items():
                setattr(one, name, row[column])
            made.append(one)
        return made


def forget() -> None:
    """Build all anew (between tests that change tables)."""
    _known.clear()


def _mark(value: Any, number: int) -> Any:
    """Something of the same type that stands for a value and for nothing else."""
    if isinstance(value, datetime):
        return _MOMENT + timedelta(days=number)
    return _INT + number if isinstance(value, int) else f"\x01{number}\x01"


def _as_sent(value: Any) -> Any:
    """A value as the driver takes it."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _named(param: Any, names: dict[Any, str]) -> str:
    """Which value a parameter stands for, "" for none."""
    return names.get(param, "") if isinstance(param, (int, str, datetime)) else ""

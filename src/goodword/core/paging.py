"""Pages by key: the cost of a page does not grow with its number."""

import base64
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from goodword.core.errors import Invalid

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page: its rows and the token of the next one ("" on the last)."""

    rows: list[M]
    next: str


def page_by_key(rows: QuerySet[M], order: list[str], after: str = "", size: int = 20) -> Page[M]:
    """The page of `rows` behind the token `after`.

    order: field names with "-" for descending; the last one is unique ("-id"). Raises Invalid on a token that is not ours.
    """
    found = list(behind(rows, order, after)[: size + 1])
    more = len(found) > size
    last = found[size - 1] if more else None
    return Page(found[:size], token_of(last, order) if last else "")


def token_of(last: M, order: list[str]) -> str:
    """The token of the page behind a row."""
    return _token([_value(last, field) for field in order])


def behind(rows: QuerySet[M], order: list[str], after: str) -> QuerySet[M]:
    """`rows` in `order`, from behind the token `after` on. Raises Invalid on a token that is not ours."""
    ordered = rows.order_by(*order)
    return ordered.filter(_behind(order, _read(after, len(order), rows.model, order))) if after else ordered


def _behind(order: list[str], values: list[Any]) -> Q:
    """(a, b, c) behind (x, y, z) in lexicographic order: a>x or (a=x and b>y) or …, within a>=x, which an index can begin at."""
    condition, equal = Q(), Q()
    first = order[0]
    bound = Q(**{f"{first.lstrip('-')}__{'lte' if first.startswith('-') else 'gte'}": values[0]})
    for field, value in zip(order, values, strict=True):
        name = field.lstrip("-")
        condition |= equal & Q(**{f"{name}__{'lt' if field.startswith('-') else 'gt'}": value})
        equal &= Q(**{name: value})
    return bound & condition


def _value(row: Model | None, field: str) -> Any:
    value: Any = row
    for part in field.lstrip("-").split("__"):
        value = getattr(value, part)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _token(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")


def _read(token: str, length: int, model: type[Model], order: list[str]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if not isinstance(values, list) or len(values) != length:
            raise ValueError
        return [_field(model, name).to_python(value) for name, value in zip(order, values, strict=True)]
    except Exception as error:
        raise Invalid("after") from error


def _field(model: type[Model], name: str) -> Any:
    *path, last = name.lstrip("-").split("__")
    meta: Any = model._meta
    for part in path:
        meta = meta.get_field(part).related_model._meta
    return meta.get_field(last)

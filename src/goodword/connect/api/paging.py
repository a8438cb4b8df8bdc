"""Lists in pages by key, and parameters that are known or refused."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from goodword.connect.addresses import absolute
from goodword.connect.api.shapes import Told
from goodword.core.errors import Invalid
from goodword.core.paging import page_by_key

MOST = 100
Limit = Annotated[int, Query(20, ge=1, le=MOST, description="how many at most")]
After = Annotated[str, Query("", max_length=400, description="the key of the page, from `next`")]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]


def only(request: HttpRequest, *names: str) -> None:
    """Raises Invalid on a parameter that is none of `names`: a wish that is not met is said, never passed over."""
    if unknown := sorted(set(request.GET) - set(names)):
        raise Invalid(_("There is no such parameter here."), field=unknown[0])


def page(
    request: HttpRequest,
    rows: QuerySet[Any],
    order: list[str],
    tell: Callable[[Iterable[Any]], list[Told]],
    *,
    after: str,
    limit: int,
) -> Told:
    """`items` as `tell` tells them, and `next`: the address of the page behind this one. Raises Invalid on a key that is not ours."""
    try:
        found = page_by_key(rows, order, after, limit)
    except Invalid as error:
        raise Invalid(_("This is not a key of a page."), field="after") from error
    return {"items": tell(found.rows), "next": _next(request, found.next)}


def _next(request: HttpRequest, key: str) -> str | None:
    if not key:
        return None
    kept = {name: str(value) for name, value in request.GET.items() if name != "after"}
    return absolute(request, f"{request.path}?{urlencode(kept | {'after': key})}")


Rows = QuerySet[Model]

"""Daily counts without a person: what a help page may know of those who only look (law 5)."""

from datetime import date, timedelta

from django.db.models import F, IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from goodword.core import clock
from goodword.core.models import DailyCount


def add_one(name: str, object_id: int = 0) -> None:
    """Add one to today's count of `name` for one object."""
    today = clock.now().date()
    DailyCount.objects.get_or_create(name=name, object_id=object_id, day=today)
    DailyCount.objects.filter(name=name, object_id=object_id, day=today).update(count=F("count") + 1)


def total(name: str, *, since: date | None = None, object_id: int | None = None) -> int:
    """The sum of a count since a day (default: thirty days ago), over all objects or one."""
    counts = DailyCount.objects.filter(name=name, day__gte=since or clock.now().date() - timedelta(days=30))
    if object_id is not None:
        counts = counts.filter(object_id=object_id)
    return counts.aggregate(sum=Sum("count"))["sum"] or 0


def of_rows(name: str, *, since: date, column: str = "pk") -> Coalesce:
    """The same sum for each row of a query, for `annotate`: 0 where nothing was counted. column: the one with the object's id."""
    counted = DailyCount.objects.filter(name=name, object_id=OuterRef(column), day__gte=since)
    sums = counted.order_by().values("object_id").annotate(sum=Sum("count")).values("sum")
    return Coalesce(Subquery(sums, output_field=IntegerField()), 0)

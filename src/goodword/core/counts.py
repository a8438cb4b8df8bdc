"""Daily counts without a person: what a help page may know of those who only look (law 5)."""

from datetime import date, timedelta

from django.db.models import F, Sum

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

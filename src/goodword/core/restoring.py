"""What a site does after it was restored from a backup, before it opens: nobody is told twice, and who was erased is erased again.

    @restoring.holds_back("notices")    a function (reason) -> int: marks what waits to be sent, so that it never is; how many
    @restoring.erases_again("people")   a function (facts) -> bool: erases again what the list says; whether there was anything
    @restoring.safe_again               on a task: a job of it that waits in the backup is run, since running it twice harms nobody

`last()` says when that was: what was caused before a restore may have been told after the backup, so it is not told again.

Every other job that waits in the backup is marked dead with the reason: it may have been done after the backup was made.
Events that wait are sent on quietly: the index hears of them, and no person.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar

from goodword.core import clock
from goodword.core.models import EventRecord, Job, Setting

HELD_BACK = "held back: "
"""How the reason of a job begins that a restore marked."""
Marker = Callable[[str], int]
Eraser = Callable[[dict[str, Any]], bool]
LAST = "core.restored"
LATE_SUBSCRIBER = "goodword.core.housekeeping.run_subscriber"


class HasPath(Protocol):
    """A task, as far as it matters here."""

    @property
    def module_path(self) -> str:
        """Where it is found."""


AnyTask = TypeVar("AnyTask", bound=HasPath)
_markers: dict[str, Marker] = {}
_erasers: dict[str, Eraser] = {}
_safe: set[str] = {LATE_SUBSCRIBER}


def holds_back(name: str) -> Callable[[Marker], Marker]:
    """Register what marks the waiting messages of a room as not to be sent, with the reason it is given."""

    def register(function: Marker) -> Marker:
        _markers[name] = function
        return function

    return register


def erases_again(kind: str) -> Callable[[Eraser], Eraser]:
    """Register what applies one line of the erasure list again; it may run twice."""

    def register(function: Eraser) -> Eraser:
        _erasers[kind] = function
        return function

    return register


def safe_again(task: AnyTask) -> AnyTask:
    """Say that a task may run again after a restore: it tells nobody and changes nothing twice."""
    _safe.add(task.module_path)
    return task


def hold_back(made_at: datetime) -> dict[str, int]:
    """Mark what waited when the backup was made, and remember the restore; how many of each room."""
    now = clock.now()
    value = {"made_at": made_at.isoformat(), "at": now.isoformat()}
    Setting.objects.update_or_create(key=LAST, defaults={"value": value, "changed_at": now})
    reason = f"{HELD_BACK}the site was restored from a backup of {made_at:%Y-%m-%d %H:%M} UTC"
    waiting = Job.objects.filter(state__in=(Job.State.READY, Job.State.LEASED))
    late = waiting.filter(task=LATE_SUBSCRIBER).values_list("arguments", flat=True)
    # A late subscriber still has its say for the index; being quiet, it tells nobody.
    heard = [each["kwargs"].get("record_id") or each["args"][1] for each in late]
    EventRecord.objects.filter(id__in=heard).update(quiet=True)
    events = EventRecord.objects.filter(dispatched_at__isnull=True).update(quiet=True)
    jobs = waiting.exclude(task__in=_safe).update(state=Job.State.DEAD, error=reason, finished_at=now)
    return {"events": events, "jobs": jobs, **{name: _markers[name](reason) for name in sorted(_markers)}}


def last() -> datetime | None:
    """When this site was last restored, or None."""
    row = Setting.objects.filter(key=LAST).first()
    return datetime.fromisoformat(row.value["at"]) if row else None


def erase_again(kind: str, facts: dict[str, Any]) -> bool:
    """Apply one line of the erasure list; whether there was anything to erase. Raises KeyError on a kind nobody knows."""
    return _erasers[kind](facts)

"""Whether work gets done: jobs, backups, files of pictures, and the clock."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from goodword.core import clock, restoring
from goodword.core.backups import nightly
from goodword.core.doctor import Finding, check
from goodword.core.models import EventRecord, Job

LATE = timedelta(minutes=10)
"""How long a job may wait beyond its time before something is wrong with the worker."""
SKEW = timedelta(minutes=1)


@check("jobs")
def _jobs() -> Iterator[Finding]:
    now = clock.now()
    stale = Job.objects.filter(state=Job.State.READY, run_at__lt=now - LATE).count()
    says = (
        "none waits"
        if not stale
        else f"{stale} wait for more than 10 minutes: is the worker running (./goodword worker)?"
    )
    yield Finding("jobs", not stale, says)
    dead = Job.objects.filter(state=Job.State.DEAD).exclude(error__startswith=restoring.HELD_BACK)
    last = dead.order_by("-finished_at").first()
    says = "none was given up"
    if last is not None:
        reason = (last.error.strip().splitlines() or ["no reason"])[-1]
        says = (
            f"{dead.count()} were given up, the last was {last.task} ({reason}): ./goodword manage dead_jobs"
        )
    yield Finding("dead letters", last is None, says)
    waiting = EventRecord.objects.filter(dispatched_at__isnull=True, at__lt=now - LATE).count()
    says = "all were heard" if not waiting else f"{waiting} wait to be heard: is the worker running?"
    yield Finding("events", not waiting, says)


@check("backup")
def _backup() -> Iterator[Finding]:
    if settings.GOODWORD_MODE == "demo":
        return
    found = nightly.state(Path(settings.GOODWORD_BACKUP_DIR))
    yield Finding("backup", found["good"], found["says"])
    seen = nightly.key_was_seen(Path(settings.GOODWORD_HOME))
    says = (
        "kept by somebody, we hope"
        if seen
        else "nobody has seen it: ./goodword backup shows it once; keep it elsewhere"
    )
    yield Finding("recovery key", seen, says)


@check("clock")
def _clock() -> Iterator[Finding]:
    """A clock that lies breaks links, limits and digests. The database server's is the only other one we may ask."""
    now = clock.now()
    last = EventRecord.objects.order_by("-id").values_list("at", flat=True).first()
    if last is not None and last - now > SKEW:
        yield Finding(
            "clock",
            False,
            f"it is {now:%Y-%m-%d %H:%M}, yet something happened at {last:%Y-%m-%d %H:%M}: set it",
        )
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT now()")
            theirs = cursor.fetchone()[0]
        apart = abs(theirs - now)
        says = (
            "agrees with the database's"
            if apart < SKEW
            else f"differs from the database's by {apart}: set both"
        )
        yield Finding("clock", apart < SKEW, says)
    else:
        yield Finding("clock", True, f"{now:%Y-%m-%d %H:%M} UTC")

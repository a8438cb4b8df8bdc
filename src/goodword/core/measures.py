"""What the ground floor tells when somebody looks at /metrics."""

from datetime import datetime

from django.db.models import Min, Q

from goodword.core import clock, restoring
from goodword.core.metrics import measure
from goodword.core.models import EventRecord, Job


def _age(at: datetime | None) -> float:
    return max(0.0, (clock.now() - at).total_seconds()) if at else 0.0


def _due() -> Q:
    return Q(state=Job.State.READY, run_at__lte=clock.now())


@measure("jobs_waiting", "Jobs that are due and not begun.")
def jobs_waiting() -> float:
    """How many."""
    return Job.objects.filter(_due()).count()


@measure("jobs_oldest_seconds", "For how long the oldest due job has waited.")
def jobs_oldest() -> float:
    """Its age."""
    return _age(Job.objects.filter(_due()).aggregate(at=Min("run_at"))["at"])


@measure("jobs_running", "Jobs that are being done.")
def jobs_running() -> float:
    """How many."""
    return Job.objects.filter(state=Job.State.LEASED, leased_until__gte=clock.now()).count()


@measure("jobs_dead", "Jobs that were given up and wait for a person.")
def jobs_dead() -> float:
    """How many: an alarm belongs on this number."""
    dead = Job.objects.filter(state=Job.State.DEAD)
    return dead.exclude(error__startswith=restoring.HELD_BACK).count()


@measure("events_oldest_seconds", "For how long the oldest event of the outbox has not been told.")
def events_oldest() -> float:
    """Its age."""
    waiting = EventRecord.objects.filter(dispatched_at__isnull=True)
    return _age(waiting.order_by("id").values_list("at", flat=True).first())

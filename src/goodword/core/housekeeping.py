"""Late subscribers and the sweeper run as jobs."""

from datetime import timedelta

from goodword.core import clock, events, jobs, once, ratelimit
from goodword.core.models import Job
from goodword.core.tasks import task


@task()
def run_subscriber(path: str, record_id: int) -> None:
    """Run one late subscriber for one event record."""
    events.run_later(path, record_id)


@jobs.every(timedelta(minutes=1))
@task()
def sweep_events() -> None:
    """Dispatch again what a crash left in the outbox."""
    events.sweep()


@jobs.every(timedelta(hours=6))
@task()
def forget_old_jobs() -> None:
    """Drop finished jobs of the day before; the dead ones stay for a person to read."""
    Job.objects.filter(state=Job.State.DONE, finished_at__lt=clock.now() - timedelta(days=1)).delete()


@jobs.every(timedelta(hours=24))
@task()
def forget_sent_forms() -> None:
    """Drop the keys of forms that can no longer be sent."""
    once.forget_old()


@jobs.every(timedelta(hours=1))
@task()
def forget_ended_limits() -> None:
    """Drop the counts of tries that limit nothing any more."""
    ratelimit.forget_ended()

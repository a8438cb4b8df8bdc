"""Sending in the background; what a crash left, and what has become old."""

from datetime import timedelta

from goodword.connect.models import Delivery
from goodword.connect.webhooks.delivering import deliver_due
from goodword.core import clock, jobs
from goodword.core.tasks import task

KEPT_FOR = timedelta(days=30)


@task()
def deliver_webhooks(endpoint_id: int) -> None:
    """Send what is due to one endpoint, and come back when there is more to do."""
    again = deliver_due(endpoint_id)
    if again is not None:
        at = max(again, clock.now())
        key = f"webhooks:{endpoint_id}@{int(at.timestamp())}"
        jobs.enqueue_once(deliver_webhooks, key, run_at=at, endpoint_id=endpoint_id)


@jobs.every(timedelta(minutes=1))
@task()
def sweep_webhooks() -> None:
    """Take up what is due and has no job: after a crash, or when two workers met at one endpoint."""
    now = clock.now()
    due = Delivery.objects.filter(state="waiting", due_at__lte=now, endpoint__off_at__isnull=True)
    due = due.exclude(endpoint__waits_until__gt=now)
    for endpoint_id in due.order_by().values_list("endpoint_id", flat=True).distinct():
        deliver_webhooks.enqueue(endpoint_id)


@jobs.every(timedelta(hours=24))
@task()
def forget_old_deliveries() -> None:
    """What was sent, or given up, a month ago; and what waited that long for an endpoint that is off."""
    Delivery.objects.filter(made_at__lt=clock.now() - KEPT_FOR).delete()

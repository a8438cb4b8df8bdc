"""When the outbox is worked on: as soon as a notice can be seen, and each minute for what waits, comes late or was left by a crash."""

import time
from datetime import datetime, timedelta

from goodword.core import clock, jobs
from goodword.core.tasks import task
from goodword.notices.actions import planning, sending

BUDGET = (
    3.0  # seconds of one job: then whatever else waits for the worker has its turn, such as a link to sign in
)
TOGETHER = 5  # seconds: what can be seen within them is planned by one job


@task()
def deliver() -> None:
    """Plan, gather and send until nothing is due; a long queue goes on in another job."""
    began = time.monotonic()
    while planning.plan() + planning.gather() + sending.send():
        if time.monotonic() - began > BUDGET:
            stretch = int(clock.now().timestamp() // BUDGET)
            jobs.enqueue_once(deliver, f"notices.deliver>{stretch}")
            return


def deliver_from(moment: datetime) -> None:
    """Have the outbox worked on once `moment` has come: one job for all that is due within the same seconds."""
    stretch = int(moment.timestamp() // TOGETHER) + 1
    run_at = moment + timedelta(seconds=TOGETHER)
    jobs.enqueue_once(deliver, f"notices.deliver@{stretch}", run_at=run_at)

"""When the outbox is worked on: as soon as a notice can be seen, and each minute for what waits, comes late or was left by a crash."""

from datetime import datetime, timedelta

from goodword.core import jobs
from goodword.core.tasks import task
from goodword.notices.actions import planning, sending

ROUNDS = 40  # of one job; what is left then is the next minute's
TOGETHER = 5  # seconds: what can be seen within them is planned by one job


@task()
def deliver() -> None:
    """Plan, gather and send until nothing is due."""
    for _round in range(ROUNDS):
        planned = planning.plan()
        gathered = planning.gather()
        if not (sending.send() or planned or gathered):
            return


def deliver_from(moment: datetime) -> None:
    """Have the outbox worked on once `moment` has come: one job for all that is due within the same seconds."""
    stretch = int(moment.timestamp() // TOGETHER) + 1
    run_at = moment + timedelta(seconds=TOGETHER)
    jobs.enqueue_once(deliver, f"notices.deliver@{stretch}", run_at=run_at)

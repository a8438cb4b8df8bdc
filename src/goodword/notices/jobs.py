"""What this room does by the clock."""

from datetime import timedelta

from goodword.core import restoring
from goodword.core.jobs import every
from goodword.core.tasks import task
from goodword.notices.actions import sending
from goodword.notices.deliveries import deliver

every(timedelta(minutes=1))(deliver)


@every(timedelta(hours=24))
@task()
def tidy_outbox() -> None:
    """Messages that ended half a year ago leave the outbox."""
    sending.forget_old()


restoring.safe_again(deliver)
restoring.safe_again(tidy_outbox)
restoring.holds_back("notices")(sending.hold_back)

"""What this room does by itself: forgetting answers that nobody fetches any more."""

from datetime import timedelta

from goodword.connect.actions.tokens import forget_kept_answers
from goodword.connect.webhooks import jobs as webhooks
from goodword.core import jobs, restoring
from goodword.core.tasks import task

assert webhooks  # loading it registers its rhythms


@jobs.every(timedelta(hours=24))
@task()
def forget_old_answers() -> None:
    """Drop kept answers whose time is over."""
    forget_kept_answers()


restoring.safe_again(forget_old_answers)

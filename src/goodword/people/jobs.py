"""What the people room does by the clock."""

from datetime import timedelta

from goodword.core.jobs import every
from goodword.core.tasks import task
from goodword.people.actions.links import forget_old_links


@every(timedelta(hours=1))
@task()
def tidy_links() -> None:
    """Links that are used or out of date go, with the text they carried."""
    forget_old_links()

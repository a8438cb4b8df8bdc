"""What the worker does for the catalogue at night."""

import logging
from datetime import timedelta

from goodword.catalog.actions.recount import recount_ratings, recount_shelves
from goodword.core import jobs
from goodword.core.tasks import task

log = logging.getLogger(__name__)


@jobs.every(timedelta(days=1))
@task()
def recount() -> None:
    """Count stars and shelves again; what differs is corrected and said."""
    if wrong := recount_ratings():
        log.error("the kept stars of %d products differed from their ratings", len(wrong))
    if moved := recount_shelves():
        log.error("%d counts of shelves differed from their products", moved)

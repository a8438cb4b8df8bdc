"""What this room does by itself: counting again each night."""

import logging
from datetime import timedelta

from goodword.conversations.actions.recount import recount_replies, recount_topics
from goodword.conversations.actions.tags import count_topics
from goodword.conversations.models import Tag
from goodword.core import jobs
from goodword.core.tasks import task

log = logging.getLogger(__name__)


@jobs.every(timedelta(hours=24))
@task()
def recount() -> None:
    """Compare every count with its rows, mend it and log a difference: there should be none."""
    differing = recount_topics() + recount_replies()
    count_topics(Tag.objects.values_list("pk", flat=True))
    if differing:
        log.warning("%s counts of topics and replies differed from their rows and were mended", differing)

"""What is left of a person outside the tables after an erasure: jobs and mails that name them, and bytes the database has not let go of."""

from pathlib import Path

from django.conf import settings
from django.db import connection

from goodword.core import restoring
from goodword.core.models import Job
from goodword.core.tasks import task
from goodword.people.models import EmailToken


@restoring.safe_again
@task()
def wipe_traces(words: list[str]) -> None:
    """After an erasure: jobs and mails in the folder that name the person go, and SQLite empties its write-ahead log."""
    forget_words(words, settings.MAILBOX)
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def forget_words(words: list[str], mailbox: Path) -> None:
    """Drop jobs and mails of the folder in which one of these words (addresses) stands; the running job forgets its own."""
    for word in words:
        naming = Job.objects.filter(arguments__icontains=word)
        naming.exclude(state=Job.State.LEASED).delete()
        naming.update(arguments={"args": [[]], "kwargs": {}})
        EmailToken.objects.filter(email=word).delete()
    if not mailbox.is_dir():
        return
    for file in mailbox.glob("*.log"):
        content = file.read_bytes()
        if any(word.encode() in content for word in words):
            file.unlink(missing_ok=True)

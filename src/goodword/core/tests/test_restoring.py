"""After a restore nobody is told twice: what waited is marked with the reason, and what is safe goes on."""

from datetime import UTC, datetime, timedelta

import pytest

from goodword.core import clock, restoring
from goodword.core.models import EventRecord, Job
from goodword.core.tasks import task

MADE_AT = datetime(2026, 11, 22, 3, 17, tzinfo=UTC)


@restoring.safe_again
@task()
def count_lamps() -> None:
    """A job that may run twice."""


@pytest.mark.django_db
def test_jobs_are_held_back_but_for_those_that_are_safe() -> None:
    soon = clock.now() + timedelta(hours=1)
    sends = Job.objects.create(task="goodword.people.letters.send_link", run_at=soon)
    begun = Job.objects.create(task="goodword.people.letters.send_link", run_at=soon, state="leased")
    done = Job.objects.create(task="goodword.people.letters.send_link", run_at=soon, state="done")
    safe = Job.objects.create(task=count_lamps.module_path, run_at=soon)
    assert restoring.hold_back(MADE_AT)["jobs"] == 2
    for job in (sends, begun, done, safe):
        job.refresh_from_db()
    assert [job.state for job in (sends, begun, done, safe)] == ["dead", "dead", "done", "ready"]
    assert sends.error == "held back: the site was restored from a backup of 2026-11-22 03:17 UTC"


@pytest.mark.django_db
def test_events_that_wait_are_heard_by_the_index_and_told_to_nobody() -> None:
    now = clock.now()
    waiting = EventRecord.objects.create(name="a.B", payload={}, at=now)
    heard = EventRecord.objects.create(name="a.B", payload={}, at=now, dispatched_at=now)
    late = EventRecord.objects.create(name="a.B", payload={}, at=now, dispatched_at=now)
    arguments = {"args": ["goodword.notices.subscribers:tell", late.pk], "kwargs": {}}
    Job.objects.create(task=restoring.LATE_SUBSCRIBER, arguments=arguments, run_at=now)
    assert restoring.hold_back(MADE_AT)["jobs"] == 0
    for record in (waiting, heard, late):
        record.refresh_from_db()
    assert [record.quiet for record in (waiting, heard, late)] == [True, False, True]


@pytest.mark.django_db
def test_the_last_restore_is_known() -> None:
    assert restoring.last() is None
    restoring.hold_back(MADE_AT)
    assert clock.now() - restoring.last() < timedelta(minutes=1)


@pytest.mark.django_db
def test_every_room_says_what_it_holds_back() -> None:
    """Whoever sends something has a row for it, and marks it: mail and webhooks."""
    assert {"notices", "webhooks"} <= set(restoring.hold_back(MADE_AT))

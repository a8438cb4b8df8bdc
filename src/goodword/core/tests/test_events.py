"""The outbox: written with the deed, dispatched after it, swept up after a crash (laws 4, 10)."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection, transaction

from goodword.core import clock, events
from goodword.core.events import Event, on, publish, quietly
from goodword.core.models import EventRecord, Job

heard: list = []


@dataclass(frozen=True, kw_only=True)
class LampLit(Event):
    """A lamp was lit (a test)."""

    lamp: int


@on(LampLit)
def _remember(event: LampLit) -> None:
    heard.append((event.lamp, events.is_quiet()))
    if event.lamp == 13:
        raise RuntimeError("this lamp breaks")


@on(LampLit, later=True)
def _remember_later(event: LampLit) -> None:
    heard.append(("later", event.lamp))


@pytest.fixture(autouse=True)
def _silence():
    heard.clear()


@pytest.mark.django_db(transaction=True)
def test_an_event_is_heard_after_the_commit_and_not_before():
    with transaction.atomic():
        publish(LampLit(lamp=1))
        assert heard == []
    assert heard == [(1, False)]
    assert EventRecord.objects.get(name="core.LampLit").dispatched_at is not None


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_heard():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publish(LampLit(lamp=2))
        raise ZeroDivisionError
    with transaction.atomic():
        publish(LampLit(lamp=3))
    assert heard == [(3, False)]


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError):
        publish(LampLit(lamp=4))


@pytest.mark.django_db(transaction=True)
def test_a_failing_subscriber_leaves_the_event_to_the_sweeper():
    with transaction.atomic():
        publish(LampLit(lamp=13))
        publish(LampLit(lamp=5))
    assert EventRecord.objects.filter(dispatched_at=None).count() == 1
    EventRecord.objects.update(at=clock.now() - timedelta(minutes=5))
    heard.clear()
    assert events.sweep() == 1
    assert heard == [(13, False)]


def test_a_late_subscriber_becomes_one_job(db):
    with transaction.atomic():
        publish(LampLit(lamp=6))
    job = Job.objects.get()
    events.run_later(*job.arguments["args"])
    assert heard == [(6, False), ("later", 6)]


def test_quiet_events_say_so(db):
    with quietly(), transaction.atomic():
        publish(LampLit(lamp=7))
    assert heard == [(7, True)]
    assert EventRecord.objects.get().quiet


@pytest.mark.django_db
def test_a_web_process_answers_before_anybody_hears(monkeypatch):
    waiting: list = []
    beside = type(
        "Beside", (), {"submit": staticmethod(lambda function, ids: waiting.append((function, ids)))}
    )
    monkeypatch.setattr(events, "_beside", beside)
    monkeypatch.setattr(events, "close_old_connections", lambda: None)
    with transaction.atomic():
        publish(LampLit(lamp=1))
    assert heard == [] and EventRecord.objects.get().dispatched_at is None, "it is in the outbox"
    function, ids = waiting.pop()
    function(ids)
    assert heard == [(1, False)] and EventRecord.objects.get().dispatched_at


@pytest.mark.django_db(transaction=True)
def test_what_the_outbox_holds_need_not_reach_the_disk_twice():
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's word for it")

    def level():
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA synchronous").fetchone()[0]

    connection.ensure_connection()
    events._run("PRAGMA synchronous=FULL")
    with events._not_awaited():
        assert level() == 1
    assert level() == 2, "every deed of a person is on disk before it is answered"

"""The outbox: written with the deed, dispatched after it, swept up after a crash (laws 4, 10)."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction

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

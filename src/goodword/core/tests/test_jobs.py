"""The lease table: a job survives its worker, runs once at a time, gives up in the open (P-b)."""

from datetime import timedelta

import pytest
import time_machine

from goodword.core import clock, jobs
from goodword.core.models import Job
from goodword.core.tasks import task

ran: list = []


@task()
def note(word: str) -> None:
    """Remember a word (a test)."""
    ran.append(word)
    if word == "bad":
        raise RuntimeError("no")


@pytest.fixture(autouse=True)
def _fresh():
    ran.clear()


@pytest.mark.django_db(transaction=True)
def test_a_job_runs_once():
    note.enqueue("hello")
    assert jobs.work_once()
    assert not jobs.work_once()
    assert ran == ["hello"]
    assert Job.objects.get().state == "done"


@pytest.mark.django_db(transaction=True)
def test_a_key_is_queued_once_for_ever():
    assert jobs.enqueue_once(note, "digest:1:monday", word="x")
    assert not jobs.enqueue_once(note, "digest:1:monday", word="x")
    jobs.work_once()
    assert not jobs.enqueue_once(note, "digest:1:monday", word="x")
    assert ran == ["x"]


@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_dead_worker_is_taken_up_when_its_lease_ends():
    note.enqueue("left behind")
    Job.objects.update(state="leased", leased_until=clock.now() + timedelta(seconds=30), leased_by="dead:1")
    assert not jobs.work_once()
    with time_machine.travel(clock.now() + timedelta(seconds=31)):
        assert jobs.work_once()
    assert ran == ["left behind"]


@pytest.mark.django_db(transaction=True)
def test_a_poisoned_job_dies_and_others_go_on():
    note.enqueue("bad")
    note.enqueue("good")
    for day in range(8):
        with time_machine.travel(clock.now() + timedelta(days=day)):
            while jobs.work_once():
                continue
    assert ran.count("bad") == jobs.MAX_ATTEMPTS
    assert ran.count("good") == 1
    dead = Job.objects.get(state="dead")
    assert "RuntimeError" in dead.error


@pytest.mark.django_db(transaction=True)
def test_a_job_waits_for_its_time():
    note.using(run_after=clock.now() + timedelta(hours=1)).enqueue("later")
    assert not jobs.work_once()


def test_a_tick_queues_each_rhythm_once(db):
    jobs.tick()
    first = Job.objects.count()
    assert first
    jobs.tick()
    assert Job.objects.count() == first

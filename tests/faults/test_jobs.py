"""Faults: a job is delivered twice, at once, or a day later again; in another order; or it raises always (F12, F13).

The jobs are read from the source: a new one is covered, or this file says that it must be.
"""

import hashlib
import importlib
import inspect
import logging
import pkgutil
import random
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.db import Error, connection, connections
from django_tasks.base import Task
from tests.laws.gate_world import World

import goodword
from goodword.core import clock, events, jobs
from goodword.core.models import EventRecord, Job
from goodword.core.tasks import task

pytestmark = pytest.mark.slow
NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)
DAY = timedelta(days=1)
OUTSIDE = ("tests", "migrations", "management", "cli", "testing", "__main__", "settings")
# Not the state of the house: the jobs themselves, when something was last looked at, and who is signed in.
LEFT_OUT = {"core.Job", "sessions.Session", "contenttypes.ContentType"}
ran: list[str] = []


@task()
def raise_always() -> None:
    raise RuntimeError("poisoned")


@task()
def note(word: str) -> None:
    ran.append(word)


def all_tasks() -> dict[str, Task]:
    """Every job of the house by its path."""
    for module in pkgutil.walk_packages(goodword.__path__, "goodword."):
        if not set(module.name.split(".")) & set(OUTSIDE):
            importlib.import_module(module.name)
    return {
        thing.module_path: thing
        for name, module in list(sys.modules.items())
        if name.startswith("goodword.") and ".tests." not in name
        for thing in list(vars(module).values())
        if isinstance(thing, Task)
    }


def token_of(world: World) -> int:
    from goodword.connect import policy
    from goodword.connect.actions.tokens import make_token
    from goodword.connect.models import ApiToken

    made = ApiToken.objects.filter(person=world.cast.hannah).first()
    if made is None:
        made, _secret = make_token(by=world.cast.hannah, name="A program", scopes=policy.ALL[:1], days=30)
    return int(made.pk)


def last_event(world: World) -> int:
    return (
        EventRecord.objects.filter(name="conversations.TopicOpened")
        .order_by("-id")
        .values_list("id", flat=True)[0]
    )


# What a job is given that does not run bare. A job that is missing here fails the test below.
GIVEN: dict[str, Callable[[World], list[Any]]] = {
    "goodword.core.housekeeping.run_subscriber": lambda world: [
        "goodword.conversations.subscribers.notices:tell_of_a_topic",
        last_event(world),
    ],
    "goodword.people.letters.send_sign_up": lambda world: ["somebody@example.org", {}],
    "goodword.people.letters.send_link": lambda world: ["hannah@example.org", "sign_in", {}],
    "goodword.people.letters.send_address_link": lambda world: [
        world.cast.hannah.pk,
        "new@example.org",
        "en",
    ],
    "goodword.people.letters.tell_old_address": lambda world: [world.cast.hannah.pk, "old@example.org", "en"],
    "goodword.people.traces.wipe_traces": lambda world: [["gone@example.org"]],
    "goodword.notices.inbound.answers.send_answer": lambda world: [world.cast.hannah.pk, "expired", "", 1],
    "goodword.connect.letters.tell_of_token": lambda world: [token_of(world)],
    # No endpoint is there, since a test sends nothing outside: duplicates of deliveries are in the tests of webhooks.
    "goodword.connect.webhooks.jobs.deliver_webhooks": lambda world: [1],
}


@pytest.fixture
def still() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as travel:
        yield travel


@pytest.fixture
def world(db: None, still: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(events, "after_commit", lambda function: function())
    made = World()
    Job.objects.all().delete()
    mail.outbox.clear()
    return made


def state() -> dict[str, str]:
    """A hash of the rows of every table."""
    found = {}
    for model in apps.get_models():
        if model._meta.label not in LEFT_OUT and model._meta.managed:
            rows = sorted(repr(row) for row in model._default_manager.values_list())
            found[model._meta.label] = hashlib.sha256("\n".join(rows).encode()).hexdigest()[:12]
    return found


def sent() -> list[str]:
    """The different mails that went out."""
    return sorted({letter.extra_headers["Message-ID"] for letter in mail.outbox})


def deliver(path: str, given: list[Any]) -> Job:
    job = Job.objects.create(task=path, arguments={"args": given, "kwargs": {}}, run_at=clock.now())
    again(job)
    return job


def again(job: Job) -> None:
    """Deliver the same job, as after a lease that ran out, and what it queued."""
    Job.objects.filter(pk=job.pk).update(state=Job.State.READY, run_at=clock.now(), attempts=0)
    for _ in range(50):
        if not jobs.work_once():
            break
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error


def given_to(path: str, job: Task, world: World) -> list[Any]:
    required = [one for one in inspect.signature(job.func).parameters.values() if one.default is one.empty]
    if path not in GIVEN:
        assert not required, f"say in GIVEN what {path} is given"
        return []
    return GIVEN[path](world)


def test_a_job_that_runs_again_changes_nothing(world: World, still: Any) -> None:
    """Twice, and a day later: the tables are the same, and each mail went under one Message-ID."""
    tasks = all_tasks()
    assert set(GIVEN) <= set(tasks)
    wrong = []
    bare = {path for path in tasks if path not in GIVEN}
    for path, job in sorted(tasks.items()):
        row = deliver(path, given_to(path, job, world))
        once, mails = state(), sent()
        again(row)
        wrong += [f"{path} twice: {table}" for table, value in state().items() if once[table] != value]
        if sent() != mails:
            wrong.append(f"{path} twice: another mail")
    # A day later. What is done by the clock does what is then to do; after that, nothing.
    still.shift(DAY)
    for path in sorted(bare):
        deliver(path, [])
    for path, job in sorted(tasks.items()):
        before, mails = state(), sent()
        deliver(path, given_to(path, job, world)) if path in bare else again(
            Job.objects.filter(task=path).order_by("id").first() or deliver(path, given_to(path, job, world))
        )
        wrong += [
            f"{path} a day later: {table}" for table, value in state().items() if before[table] != value
        ]
        if sent() != mails:
            wrong.append(f"{path} a day later: another mail")
    assert wrong == []


def test_an_event_that_is_told_again_changes_nothing(world: World) -> None:
    """Whatever hears of events hears of them at least once, and does nothing twice."""
    before, mails = state(), sent()
    for record in EventRecord.objects.order_by("id"):
        assert events._deliver(record)
        after = state()
        assert [table for table in after if after[table] != before[table]] == [], record.name
    assert sent() == mails


def test_the_order_of_jobs_makes_no_difference(world: World) -> None:
    """Rhythmic jobs in any order lead to the same tables."""
    rhythms = sorted(task.module_path for task, _rhythm in jobs._rhythms)
    for path in rhythms:
        deliver(path, [])
    before = state()
    random.Random(1).shuffle(rhythms)
    for path in rhythms:
        deliver(path, [])
    assert [table for table, value in state().items() if before[table] != value] == []


@pytest.mark.django_db(transaction=True)
def test_jobs_at_the_same_moment_have_one_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL; SQLite has one writer at a time, and a test of it one connection."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    world, tasks = World(), all_tasks()
    Job.objects.all().delete()
    for path, job in sorted(tasks.items()):
        given = given_to(path, job, world)
        start, failed = threading.Barrier(2), []

        def run(
            job: Task = job, given: list[Any] = given, start: Any = start, failed: list[Any] = failed
        ) -> None:
            try:
                start.wait(10)
                job.call(*given)
            except (Error, RuntimeError) as error:
                failed.append(error)
            finally:
                connections.close_all()

        both = [threading.Thread(target=run) for _ in range(2)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join(60)
        # One of two may lose a race for a row; it is then tried again, as the worker does.
        assert len(failed) < 2, (path, failed)
        if path in GIVEN:
            continue  # a letter that two workers send at once goes under two ids: its job has one lease
        before = state()
        job.call(*given)
        assert [t for t, value in state().items() if before[t] != value] == [], path


def test_a_poisoned_job_is_put_aside_with_an_alarm(db: None, caplog: pytest.LogCaptureFixture) -> None:
    """It is tried five times, then it is dead and an error is logged; the others go on before and after it."""
    ran.clear()
    with time_machine.travel(NOON, tick=False) as travel, caplog.at_level(logging.ERROR):
        raise_always.enqueue()
        words = [str(number) for number in range(12)]
        for word in random.Random(3).sample(words, len(words)):
            note.enqueue(word)
        for _ in range(40):
            while jobs.work_once():
                continue
            travel.shift(timedelta(minutes=2))
    assert sorted(ran) == sorted(words)
    poisoned = Job.objects.get(task=raise_always.module_path)
    assert (poisoned.state, poisoned.attempts) == (Job.State.DEAD, jobs.MAX_ATTEMPTS)
    assert "RuntimeError: poisoned" in poisoned.error
    assert [record for record in caplog.records if "given up after 5 attempts" in record.getMessage()]


def test_jobs_run_in_any_order_are_each_done_once(db: None) -> None:
    """Several workers' worth of claims: none is taken twice, none is left."""
    ran.clear()
    for number in range(20):
        note.enqueue(str(number))
    Job.objects.update(run_at=clock.now())
    order = list(Job.objects.values_list("pk", flat=True))
    random.Random(5).shuffle(order)
    for place, pk in enumerate(order):
        Job.objects.filter(pk=pk).update(run_at=clock.now() - timedelta(seconds=100 - place))
    while jobs.work_once():
        continue
    assert sorted(ran, key=int) == [str(number) for number in range(20)]
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


def test_a_worker_that_is_told_to_stop_puts_back_what_it_cannot_end(db: None) -> None:
    note.enqueue("later")
    job = jobs._claim("here:1")
    assert job is not None
    assert jobs._claim("here:2") is None
    assert jobs.put_back("here:1") == 1
    taken = jobs._claim("here:2")
    assert taken is not None
    assert (taken.pk, taken.attempts) == (job.pk, 1)

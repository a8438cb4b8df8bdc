"""Jobs: a lease table behind Django's tasks API.

A job whose worker died is taken up again when its lease ends, so jobs are idempotent.

The libraries tried instead lose or strand a job at kill -9 on SQLite (docs/decisions/0002). `@task` and `.enqueue()` are the API of
Django 6; `enqueue_once` adds a key, and `@every` a rhythm.
"""

import base64
import logging
import os
import secrets
import socket
import threading
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult

from goodword.core import clock
from goodword.core.metrics import JOB_SECONDS, JOBS
from goodword.core.models import Job

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5
_running: ContextVar[str] = ContextVar("running", default="")
_rhythms: list[tuple[Task, timedelta]] = []


class LeaseBackend(BaseTaskBackend):
    """The backend that Django's tasks API writes to: a row of `Job`, in the caller's transaction."""

    supports_defer = True

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        """Queue `task`; it exists once the caller's transaction commits."""
        self.validate_task(task)
        job = _insert(task, None, args, kwargs)
        return TaskResult(
            task=task,
            id=str(job.pk),
            status=TaskResultStatus.READY,
            enqueued_at=clock.now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


def enqueue_once(task: Task, key: str, *, run_at: datetime | None = None, **kwargs: Any) -> bool:
    """Queue `task` unless a job with this key was ever queued. Returns whether it was."""
    try:
        with transaction.atomic():
            _insert(task.using(run_after=run_at), key, (), kwargs)
    except IntegrityError:
        return False
    return True


def every(rhythm: timedelta) -> Callable[[Task], Task]:
    """Have the worker queue this task once in each stretch of `rhythm`, counted from midnight UTC of 1970."""

    def register(task: Task) -> Task:
        _rhythms.append((task, rhythm))
        return task

    return register


def tick() -> None:
    """Queue the rhythmic tasks that are due; the key makes a second worker's tick a no-op."""
    now = clock.now()
    for task, rhythm in _rhythms:
        stretch = int(now.timestamp() // rhythm.total_seconds())
        enqueue_once(task, f"{task.module_path}@{stretch}")


def work_once(worker: str = "") -> bool:
    """Claim one due job and run it. Returns False when nothing was due."""
    job = _claim(worker or name_of_worker())
    if job is None:
        return False
    stop = threading.Event()
    keeper = threading.Thread(target=_renew, args=(job.pk, stop), daemon=True)
    keeper.start()
    began = time.perf_counter()
    running = _running.set(f"{job.pk}:{job.task}:{job.arguments}")
    try:
        import_string(job.task).call(*job.arguments["args"], **job.arguments["kwargs"])
    except Exception:
        log.exception("job %s %s failed", job.pk, job.task)
        JOBS.labels("failed").inc()
        _failed(job, traceback.format_exc())
    else:
        JOBS.labels("done").inc()
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, finished_at=clock.now(), leased_until=None)
    finally:
        _running.reset(running)
        JOB_SECONDS.observe(time.perf_counter() - began)
        stop.set()
        keeper.join()
    return True


def secret_of_run(purpose: str) -> str:
    """A secret that is the same whenever the present job is run again, so that a second delivery sends the same link.

    Outside of a job it is a new one each time. Who does not hold the key of the site can know neither.
    """
    run = _running.get()
    if not run:
        return secrets.token_urlsafe(32)
    made = salted_hmac("goodword.jobs.secret", f"{purpose}:{run}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def name_of_worker() -> str:
    """What this process signs its leases with."""
    return f"{socket.gethostname()[:48]}:{os.getpid()}"


def put_back(worker: str) -> int:
    """Give up what this worker has begun, so that another takes it up at once. Returns how many jobs."""
    begun = Job.objects.filter(state=Job.State.LEASED, leased_by=worker)
    return begun.update(
        state=Job.State.READY, leased_until=None, run_at=clock.now(), attempts=F("attempts") - 1
    )


def _insert(task: Task, key: str | None, args: Any, kwargs: Any) -> Job:
    return Job.objects.create(
        task=task.module_path,
        arguments={"args": list(args), "kwargs": kwargs},
        key=key,
        run_at=task.run_after or clock.now(),
    )


@transaction.atomic
def _claim(worker: str) -> Job | None:
    now = clock.now()
    due = Q(state=Job.State.READY, run_at__lte=now) | Q(state=Job.State.LEASED, leased_until__lt=now)
    waiting = Job.objects.filter(due).order_by("run_at", "id")
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True)
    job = waiting.first()
    if job is None:
        return None
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.LEASED, leased_by=worker, leased_until=now + LEASE, attempts=F("attempts") + 1
    )
    job.refresh_from_db()
    return job


def _renew(job_id: int, stop: threading.Event) -> None:
    """Hold the lease while the job runs, so that only a dead worker's job runs again."""
    try:
        while not stop.wait(LEASE.total_seconds() / 3):
            try:
                Job.objects.filter(pk=job_id).update(leased_until=clock.now() + LEASE)
            except DatabaseError as error:  # it may be restarting: the next turn comes before the lease ends
                log.warning("the lease of job %s was not renewed (%s)", job_id, type(error).__name__)
                connection.close()
    finally:
        connection.close()


def _failed(job: Job, error: str) -> None:
    """Try again with a growing pause; after MAX_ATTEMPTS the job is dead and an error is logged."""
    dead = job.attempts >= MAX_ATTEMPTS
    if dead:
        log.error("job %s %s given up after %s attempts", job.pk, job.task, job.attempts)
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.DEAD if dead else Job.State.READY,
        run_at=clock.now() + timedelta(seconds=10 * 2**job.attempts),
        leased_until=None,
        error=error[-4000:],
        finished_at=clock.now() if dead else None,
    )

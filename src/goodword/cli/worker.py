"""The worker: takes background jobs off the lease table one by one, until SIGTERM."""

from __future__ import annotations

import logging
import os
import signal
import threading

from goodword.cli.problems import Stop
from goodword.cli.supervisor import tell_ready, watch_lifeline

IDLE_SECONDS = 0.5
"""How long to wait when nothing is due; the longest a job waits for its turn on a quiet site."""
TICK_SECONDS = 15.0
"""How often to look for rhythmic tasks that have become due."""
STOP_SECONDS = 20.0
"""How long a job that is being done may go on after the worker was told to stop; then it is put back."""


def run(arguments: list[str]) -> int:
    """Work until SIGTERM or SIGINT; a job that is being done is ended first, or put back. Returns the exit status."""
    if arguments:
        raise Stop("worker takes no arguments", status=2)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    watch_lifeline()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodword.site.settings")
    counts = os.path.join(os.environ.get("GOODWORD_HOME", ""), "metrics")
    if os.path.isdir(counts):  # a web server counts there: /metrics adds ours to its own
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", counts)
    import django

    django.setup()
    tell_ready()
    threading.Thread(target=_put_back_when_late, args=(stop,), daemon=True).start()
    _work(stop)
    return 0


def _put_back_when_late(stop: threading.Event) -> None:
    """Where a job does not end in time: put it back, so that another worker takes it up at once, and go."""
    from django.db import DatabaseError

    from goodword.core import jobs

    stop.wait()
    threading.Event().wait(STOP_SECONDS)
    try:
        jobs.put_back(jobs.name_of_worker())
    except DatabaseError:
        logging.getLogger("goodword.worker").exception("what was begun is taken up when its lease ends")
    os._exit(0)


def _work(stop: threading.Event) -> None:
    from django.db import DatabaseError, close_old_connections

    from goodword.core import clock, jobs

    log = logging.getLogger("goodword.worker")
    tick_due, failures = clock.now().timestamp(), 0
    while not stop.is_set():
        try:
            if clock.now().timestamp() >= tick_due:
                tick_due = clock.now().timestamp() + TICK_SECONDS
                jobs.tick()
            pause = 0.0 if jobs.work_once() else IDLE_SECONDS
            failures = 0
        except DatabaseError as error:
            # The database may be restarting or locked for long: wait for it rather than die.
            failures += 1
            pause = min(30.0, 2.0**failures)
            log.warning("the database did not answer (%s); trying again in %.0f s", error, pause)
            close_old_connections()
        if pause:
            stop.wait(pause)


if __name__ == "__main__":
    raise SystemExit(run([]))

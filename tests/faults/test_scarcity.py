"""Faults: few files may be opened, there is little memory and one processor (F20). It gets slow, and loses nothing."""

import os
import resource
import socket
import threading
from collections.abc import Callable

import pytest
from tests.faults.serving import Member, Site, children_of, note, until

pytestmark = [pytest.mark.slow, pytest.mark.once]
FILES = 256
MEMORY = 768_000_000  # bytes of its own that a process may ask for, stacks of its threads included
LINES = 300


def scarce() -> None:
    """What each process of the site is allowed."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


class Crowd:
    """Readers and one writer at the same time."""

    def __init__(self, site: Site, member: Member) -> None:
        self.site, self.member = site, member
        self.statuses: list[int] = []
        self.cut = 0
        self._threads = [threading.Thread(target=self._read) for _ in range(24)]
        self._threads.append(threading.Thread(target=self._write))

    def run(self) -> None:
        for thread in self._threads:
            thread.start()
        for thread in self._threads:
            thread.join(90)

    def _read(self) -> None:
        for path in ("/questions", "/", "/search?q=lamp"):
            try:
                self.statuses.append(self.site.request("GET", path)[0])
            except OSError:
                self.cut += 1

    def _write(self) -> None:
        for number in range(8):
            try:
                self.member.ask(f"scarce-{number}")
            except (OSError, AssertionError):
                self.cut += 1


def test_few_files_and_little_memory_make_it_slow_and_lose_nothing(serve: Callable[..., Site]) -> None:
    site = serve("serve", before=scarce, GOODWORD_VECTORS="0")
    member = Member(site)
    member.sign_in()
    # More lines than files: the door waits with those it cannot open.
    idle = []
    for _ in range(LINES):
        try:
            idle.append(socket.create_connection(("127.0.0.1", site.port), timeout=2))
        except OSError:
            break
    for line in idle[LINES // 3 :]:
        line.close()
    crowd = Crowd(site, member)
    crowd.run()
    for line in idle:
        line.close()
    note(
        f"{len(crowd.statuses)} answers, {crowd.cut} lines cut, {len(member.acknowledged)} writes acknowledged"
    )
    assert set(crowd.statuses) <= {200, 503}
    assert len(crowd.statuses) > 24
    until(lambda: site.request("GET", "/questions")[0] == 200)
    titles = [title for (title,) in site.rows("SELECT title FROM conversations_topic")]
    assert len(titles) == len(set(titles))
    assert {f"Is the lamp lit, {key}?" for key in member.acknowledged} <= set(titles)
    assert member.acknowledged
    assert site.rows("PRAGMA integrity_check") == [("ok",)]

    # The worker is ended for its memory: another takes its place.
    assert site.process is not None
    [worker] = [pid for pid in children_of(site.process.pid) if _is_worker(pid)]
    os.kill(worker, 9)
    until(
        lambda: any(_is_worker(pid) and pid != worker for pid in children_of(site.process.pid)), 30, site.said
    )


def _is_worker(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as words:
            return b"goodword.cli.worker" in words.read()
    except OSError:
        return False

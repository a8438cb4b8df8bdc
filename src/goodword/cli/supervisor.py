"""The parent of web and worker: starts them, restarts what dies, and leaves nothing running behind.

Each child is the head of a process group of its own, so that the parent alone passes signals on, and holds the
reading end of a pipe whose other end is the parent's: when the parent dies, however it dies, they see it and stop.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from goodword.cli.problems import Stop

STOP_SECONDS = 5.0
"""How long children may take to end what they are at."""
STEADY_SECONDS = 60.0
"""A child that ran this long starts again without a pause."""
GIVE_UP_AFTER = 5
"""Starts of an essential child that fail one after the other before the parent gives up."""
LONGEST_PAUSE = 60.0
"""Seconds between two starts of a child that does not stay, at most."""
LIFELINE = "GOODWORD_LIFELINE"


@dataclass
class Child:
    """One process to keep running. Without an essential one the parent gives up; the others are tried for ever."""

    name: str
    command: list[str]
    essential: bool = True
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    failures: int = 0
    due: float = field(default=0.0)


class Supervisor:
    """Keeps children running until SIGTERM or SIGINT, then stops them all."""

    def __init__(self, children: list[Child], say: Callable[[str], None] = print) -> None:
        self._children = children
        self._say = say
        self._stop = threading.Event()
        self._lifeline, self._held = os.pipe()

    def run(self, started: Callable[[threading.Event], None] | None = None) -> int:
        """Run until told to stop; `started` is called once in a thread of its own, with the event of the stop."""
        before = {number: signal.signal(number, self._told) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            self._start_due()
            if started:
                threading.Thread(target=started, args=(self._stop,), daemon=True).start()
            while not self._stop.wait(0.2):
                self._look_after()
            return 0
        finally:
            self._end()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _told(self, number: int, frame: object) -> None:
        self._stop.set()

    def _start_due(self) -> None:
        now = time.monotonic()
        for child in self._children:
            if child.process is None and child.due <= now:
                environment = {**os.environ, LIFELINE: str(self._lifeline)}
                child.process = subprocess.Popen(
                    child.command, env=environment, pass_fds=(self._lifeline,), process_group=0
                )
                child.began = now

    def _look_after(self) -> None:
        now = time.monotonic()
        for child in self._children:
            status = child.process.poll() if child.process else None
            if child.process is None or status is None:
                continue
            _end_group(child.process, signal.SIGKILL)
            child.process = None
            child.failures = 1 if now - child.began > STEADY_SECONDS else child.failures + 1
            if child.essential and child.failures >= GIVE_UP_AFTER:
                raise Stop(
                    f"the {child.name} ended {child.failures} times in a row (status {status}): giving up."
                )
            pause = min(LONGEST_PAUSE, 2.0 ** (child.failures - 1) - 1)
            child.due = now + pause
            self._say(f"The {child.name} ended (status {status}); starting it again in {pause:.0f} s.")
        self._start_due()

    def _end(self) -> None:
        running = [child.process for child in self._children if child.process]
        for process in running:
            _end_group(process, signal.SIGTERM)
        limit = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._say("Still busy after 5 s: ending it.")
            _end_group(process, signal.SIGKILL)
            process.wait()
        os.close(self._held)
        os.close(self._lifeline)


def _end_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return


def watch_lifeline() -> None:
    """In a child: stop in good order when the parent is gone, however it went."""
    name = os.environ.pop(LIFELINE, "")
    if not name:
        return

    def watch() -> None:
        try:
            os.read(int(name), 1)
        except OSError:
            return
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def python(module: str, *arguments: str) -> list[str]:
    """The command line that runs one of our modules with this Python."""
    return [sys.executable, "-P", "-m", module, *arguments]

"""The parent of web and workers: starts them, restarts what dies, replaces them one by one, and leaves nothing running behind.

Each child is the head of a process group of its own, so that the parent alone passes signals on, and holds the
reading end of a pipe whose other end is the parent's: when the parent dies, however it dies, they see it and stop.

On SIGHUP, or when one has grown too large, a child is replaced: the new one is started beside it, and only when that says
that it is ready is the old one told to stop. Where the new one does not come up, the old one stays.
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
from pathlib import Path

from goodword.cli.problems import Stop

STOP_SECONDS = 27.0
"""How long children may take to end what they are at; a second SIGTERM or Ctrl-C makes it short."""
SAY_AFTER = 3.0
"""Seconds of silence before the parent says what it waits for."""
STEADY_SECONDS = 60.0
"""A child that ran this long starts again without a pause."""
GIVE_UP_AFTER = 5
"""Starts of an essential child that fail one after the other before the parent gives up."""
LONGEST_PAUSE = 60.0
"""Seconds between two starts of a child that does not stay, at most."""
READY_SECONDS = 60.0
"""How long a replacement may take to say that it is ready."""
LOOK_AT_MEMORY = 30.0
LIFELINE = "GOODWORD_LIFELINE"
READY = "GOODWORD_READY"
Process = subprocess.Popen[bytes]


@dataclass
class Child:
    """One process to keep running. Without an essential one the parent gives up; the others are tried for ever.

    environment, handed: variables and open files that it inherits. most_mb: how large it may grow before it is replaced.
    """

    name: str
    command: list[str]
    essential: bool = True
    process: Process | None = None
    began: float = 0.0
    failures: int = 0
    due: float = field(default=0.0)
    environment: dict[str, str] = field(default_factory=dict)
    handed: tuple[int, ...] = ()
    most_mb: int = 0


@dataclass
class _Replacement:
    """A new process for a child, started and not yet ready."""

    child: Child
    process: Process
    ready: int
    limit: float


class Supervisor:
    """Keeps children running until SIGTERM or SIGINT, then stops them all."""

    def __init__(self, children: list[Child], say: Callable[[str], None] = print) -> None:
        self._children = children
        self._say = say
        self._stop = threading.Event()
        self._hurry = threading.Event()
        self._lifeline, self._held = os.pipe()
        self._to_replace: list[Child] = []
        self._replacement: _Replacement | None = None
        self._leaving: list[tuple[Process, float]] = []
        self._looked = time.monotonic()

    def run(self, started: Callable[[threading.Event], None] | None = None) -> int:
        """Run until told to stop; `started` is called once in a thread of its own, with the event of the stop."""
        before = {number: signal.signal(number, self._told) for number in (signal.SIGTERM, signal.SIGINT)}
        before[signal.SIGHUP] = signal.signal(signal.SIGHUP, lambda *_: self.replace(list(self._children)))
        try:
            self._start_due()
            if started:
                threading.Thread(target=started, args=(self._stop,), daemon=True).start()
            while not self._stop.wait(0.1 if self._replacement or self._leaving else 0.2):
                self._look_after()
            return 0
        finally:
            self._end()
            for number, handler in before.items():
                signal.signal(number, handler)

    def replace(self, children: list[Child]) -> None:
        """Have these replaced one after the other, each once the one before it is whole."""
        self._to_replace += [child for child in children if child not in self._to_replace]

    def _told(self, number: int, frame: object) -> None:
        if self._stop.is_set():
            self._hurry.set()
        self._stop.set()

    def _start(self, child: Child, ready: int | None = None) -> Process:
        environment = {**os.environ, **child.environment, LIFELINE: str(self._lifeline)}
        handed = [self._lifeline, *child.handed]
        if ready is not None:
            environment[READY] = str(ready)
            handed.append(ready)
        return subprocess.Popen(child.command, env=environment, pass_fds=handed, process_group=0)

    def _start_due(self) -> None:
        now = time.monotonic()
        for child in self._children:
            if child.process is None and child.due <= now:
                child.process = self._start(child)
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
        self._look_at_memory(now)
        self._see_off(now)
        self._go_on_replacing(now)

    def _look_at_memory(self, now: float) -> None:
        if now - self._looked < LOOK_AT_MEMORY:
            return
        self._looked = now
        for child in self._children:
            if child.most_mb and child.process and resident_mb(child.process.pid) > child.most_mb:
                self._say(f"The {child.name} holds more than {child.most_mb} MB: replacing it.")
                self.replace([child])

    def _see_off(self, now: float) -> None:
        """Reap those that were replaced; one that does not go in time is ended."""
        for process, limit in list(self._leaving):
            if process.poll() is not None or now > limit:
                _end_group(process, signal.SIGKILL)
                process.wait()
                self._leaving.remove((process, limit))

    def _go_on_replacing(self, now: float) -> None:
        new = self._replacement
        if new is None:
            if self._to_replace and not self._leaving:
                self._begin_replacing(self._to_replace.pop(0), now)
            return
        if _is_ready(new.ready):
            old, new.child.process = new.child.process, new.process
            new.child.began, new.child.failures = now, 0
            if old is not None:
                _end_group(old, signal.SIGHUP)  # "there is no hurry": others answer meanwhile
                self._leaving.append((old, now + STOP_SECONDS))
        elif new.process.poll() is not None or now > new.limit:
            _end_group(new.process, signal.SIGKILL)
            new.process.wait()
            self._to_replace.clear()
            self._say(f"The new {new.child.name} did not come up: the old one goes on.")
        else:
            return
        os.close(new.ready)
        self._replacement = None
        if not self._to_replace:
            self._say("Replaced what was running." if new.process.poll() is None else "Nothing was replaced.")

    def _begin_replacing(self, child: Child, now: float) -> None:
        if child.process is None:
            return  # it is about to be started anew anyway
        ready, writing = os.pipe()
        os.set_blocking(ready, False)
        process = self._start(child, writing)
        os.close(writing)
        self._replacement = _Replacement(child, process, ready, now + READY_SECONDS)

    def _end(self) -> None:
        running = [child.process for child in self._children if child.process]
        running += [process for process, _limit in self._leaving]
        running += [self._replacement.process] if self._replacement else []
        for process in running:
            _end_group(process, signal.SIGTERM)
        began = time.monotonic()
        said = False
        while any(process.poll() is None for process in running):
            waited = time.monotonic() - began
            if waited > STOP_SECONDS or self._hurry.wait(0.02):
                self._say(f"Still busy after {waited:.0f} s: ending it.")
                break
            if waited > SAY_AFTER and not said:
                said = True
                self._say("Ending what was begun; once more Ctrl-C, and it is cut off.")
        for process in running:
            _end_group(process, signal.SIGKILL)
            process.wait()
        os.close(self._held)
        os.close(self._lifeline)


def _end_group(process: Process, number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return


def _is_ready(pipe: int) -> bool:
    """Whether a child wrote that it is ready."""
    try:
        return bool(os.read(pipe, 1))
    except BlockingIOError:
        return False


def resident_mb(pid: int) -> float:
    """The memory a process holds; 0 where that cannot be known."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def tell_ready() -> None:
    """In a child: say to the parent that it can take over."""
    name = os.environ.pop(READY, "")
    if name:
        os.write(int(name), b"1")
        os.close(int(name))


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

"""Running something slow in sight: a line each second that says how long it has taken and what it is at."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TextIO


class Progress:
    """Prints `12 s  label: what is going on` once a second; on a terminal the line is rewritten in place."""

    def __init__(self, label: str, out: TextIO | None = None) -> None:
        self.label = label
        self.out = out or sys.stdout
        self.began = time.monotonic()
        self.at = ""
        self._rewrites = self.out.isatty()

    def show(self) -> None:
        """Print where it is now."""
        text = f"{time.monotonic() - self.began:4.0f} s  {self.label}{': ' if self.at else ''}{self.at}"[:100]
        if self._rewrites:
            self.out.write(f"\r\x1b[K{text}")
        else:
            self.out.write(f"{text}\n")
        self.out.flush()

    def done(self, text: str = "done") -> None:
        """Print the closing line."""
        self.at = text
        self.show()
        if self._rewrites:
            self.out.write("\n")
            self.out.flush()


def run_shown(
    command: Sequence[str],
    progress: Progress,
    *,
    reads: Callable[[str], str | None] = lambda line: line.strip() or None,
    env: Mapping[str, str] | None = None,
    keep_open: Sequence[int] = (),
    log: Path | None = None,
) -> tuple[int, list[str]]:
    """Run `command`, showing progress each second.

    reads: makes what to show of a line of output, or None to show nothing new. keep_open: file descriptors that the
    child inherits. log: a file that takes the whole output. Returns the exit status and the last 40 lines.
    """
    child = subprocess.Popen(
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=None if env is None else dict(env),
        pass_fds=tuple(keep_open),
    )
    lines: queue.Queue[str | None] = queue.Queue()
    reader = threading.Thread(target=_read, args=(child, lines), daemon=True)
    reader.start()
    last: deque[str] = deque(maxlen=40)
    sink = _Log(log) if log else None
    try:
        _follow(lines, progress, reads, last, sink)
        return child.wait(), list(last)
    except BaseException:
        child.terminate()
        child.wait()
        raise


class _Log:
    """The whole output in a file, as far as the disk holds it: what is told on a full disk is told on the screen."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._full = False

    def write(self, line: str) -> None:
        """Add a line, written at once; nothing more is tried after the first that does not go in."""
        if self._full:
            return
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(line)
        except OSError:
            self._full = True


def _read(child: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        lines.put(line)
    lines.put(None)


def _follow(
    lines: queue.Queue[str | None],
    progress: Progress,
    reads: Callable[[str], str | None],
    last: deque[str],
    sink: _Log | None,
) -> None:
    due = time.monotonic() + 1
    while True:
        try:
            line = lines.get(timeout=max(0.0, due - time.monotonic()))
        except queue.Empty:
            progress.show()
            due = time.monotonic() + 1
            continue
        if line is None:
            return
        if sink:
            sink.write(line)
        if line.strip():
            last.append(line.rstrip())
        progress.at = reads(line) or progress.at

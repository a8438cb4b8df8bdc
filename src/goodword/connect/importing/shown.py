"""How far an import is: a bar with its rate on a terminal, plain lines elsewhere; and the table at the end."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

EVERY = 2.0  # seconds between two plain lines


class _Rate(ProgressColumn):
    """Rows a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed or 0:,.0f}/s")


class Bar:
    """On a terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None)

    def step(self, name: str, total: int | None) -> None:
        """The next step begins."""
        self._task = self._progress.add_task(name, total=total)

    def advance(self, rows: int) -> None:
        """So many more rows are through."""
        self._progress.advance(self._task, rows)


class Lines:
    """Anywhere else: a line at the beginning of each step and every two seconds."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._name, self._total = "", 0
        self._rows, self._begun, self._told = 0, time.monotonic(), 0.0

    def step(self, name: str, total: int | None) -> None:
        """The next step begins."""
        self._name, self._total = name, total or 0
        self._rows, self._begun, self._told = 0, time.monotonic(), time.monotonic()
        self._out.write(f"{name} …\n")
        self._out.flush()

    def advance(self, rows: int) -> None:
        """So many more rows are through."""
        self._rows += rows
        now = time.monotonic()
        if now - self._told >= EVERY:
            self._told = now
            rate = self._rows / max(now - self._begun, 0.001)
            of = f" of {self._total:,}" if self._total else ""
            self._out.write(f"{self._name}: {self._rows:,}{of} rows, {rate:,.0f}/s\n")
            self._out.flush()


@contextmanager
def shown(out: TextIO) -> Iterator[Bar | Lines]:
    """Whatever fits `out`."""
    if not out.isatty():
        yield Lines(out)
        return
    columns = (
        TextColumn("{task.description:<18}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(file=out)) as progress:
        yield Bar(progress)


def print_report(report: dict[str, Any], out: TextIO) -> None:
    """The table: rows = imported + refused, with each reason."""
    table = Table(box=None, pad_edge=False)
    table.add_column("file")
    for heading in ("rows", "imported", "refused"):
        table.add_column(heading, justify="right")
    table.add_column("because")
    for name, file in report.get("files", {}).items():
        refused = sorted(file["refused"].items(), key=lambda pair: -pair[1])
        first, *others = refused or [("", 0)]
        table.add_row(
            name,
            f"{file['rows']:,}",
            f"{file['imported']:,}",
            f"{sum(file['refused'].values()):,}",
            _because(first),
        )
        for reason in others:
            table.add_row("", "", "", "", _because(reason))
    Console(file=out, width=None if out.isatty() else 160).print(table)


def _because(reason: tuple[str, int]) -> str:
    return f"{reason[1]:,} {escape(reason[0])}" if reason[1] else ""

"""The engine of every import: batch after batch, each with its progress in one transaction.

A `kill -9` at any moment leaves whole batches and the place where to go on. The second guard is the database itself: a person,
text or product of a source exists once. All files are read to their end before the first row is written, so that a file that
breaks off imports nothing at all.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from django.db import DatabaseError, transaction

from goodword.connect.actions import runs
from goodword.connect.importing.reading import FileProblem
from goodword.connect.importing.report import Outcome
from goodword.connect.models import ImportRun
from goodword.core.events import quietly

BATCH = 400


@dataclass(frozen=True)
class Step:
    """One walk over one file. name: unique in its import. file: under what its rows are reported, "" for none.

    rows: begins the walk anew. write: takes one batch, writes it and says what became of it.
    """

    name: str
    file: str
    rows: Callable[[], Iterable[Any]]
    write: Callable[[list[Any]], Outcome]
    batch: int = BATCH


class Shown(Protocol):
    """Whoever shows how far it is."""

    def step(self, name: str, total: int | None) -> None: ...
    def advance(self, rows: int) -> None: ...


def run_steps(run: ImportRun, steps: list[Step], totals: dict[str, int], shown: Shown) -> None:
    """Do, or go on with, all steps of `run`; its report tells what became of each row.

    Raises FileProblem where a file broke off after all or the disk is full: what was written before stays and a second run
    goes on from there.
    """
    for step in steps:
        shown.step(step.name, totals.get(step.name))
        before = run.progress.get(step.name, {"items": 0, "done": False})
        shown.advance(before["items"])
        if not before["done"]:
            _walk(run, step, before["items"], shown)


def _walk(run: ImportRun, step: Step, behind: int, shown: Shown) -> None:
    rest = islice(step.rows(), behind, None)
    for batch in _batches(rest, step.batch):
        behind += len(batch)
        try:
            # A dry run writes nothing, so it needs no transaction and holds up nobody.
            with nullcontext() if run.dry else transaction.atomic(), quietly():
                outcome = step.write(batch)
                runs.note_progress(run, step.name, step.file, behind, outcome)
        except DatabaseError as error:
            raise FileProblem(
                step.file or step.name, 0, _database_says(error, behind - len(batch))
            ) from error
        shown.advance(len(batch))
    runs.note_done(run, step.name, behind)


def _database_says(error: DatabaseError, kept: int) -> str:
    reason = "the disk is full" if "full" in str(error) else f"the database refused ({error})"
    return (
        f"{reason}. {kept} rows of this step are kept, nothing of the batch after them; run it again to go on"
    )


def _batches(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while batch := list(islice(rows, size)):
        yield batch

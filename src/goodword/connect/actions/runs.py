"""The record of imports: what was read, where to go on, what became of each row."""

from typing import Any

from goodword.connect.importing.report import Outcome
from goodword.connect.models import ImportRun
from goodword.core import clock


def begin_run(kind: str, source: str, place: str, *, dry: bool) -> ImportRun:
    """The run to work on: the one of this kind and source that was cut off, else a new one. A dry run is kept nowhere."""
    new = ImportRun(kind=kind, source=source, place=place[-500:], dry=dry, started_at=clock.now())
    if dry:
        return new
    open_runs = ImportRun.objects.filter(kind=kind, source=source, dry=False, finished_at=None)
    if (left := open_runs.order_by("-pk").first()) is not None:
        return left
    new.save()
    return new


def settle(run: ImportRun, totals: dict[str, int]) -> bool:
    """Begin from the first row where the files are not those of the run that was cut off. Returns whether it goes on from the middle."""
    if run.progress.get("totals") == totals:
        return True
    run.progress, run.report = {"totals": dict(totals)}, {}
    _save(run, "progress", "report")
    return False


def note_progress(run: ImportRun, step: str, file: str, items: int, outcome: Outcome) -> None:
    """A batch is in: called in its transaction."""
    run.progress = {**run.progress, step: {"items": items, "done": False}}
    if file:
        files = run.report.get("files", {})
        told = Outcome.from_json(files[file]) if file in files else Outcome()
        told.add(outcome)
        run.report = {**run.report, "files": {**files, file: told.as_json()}}
    _save(run, "progress", "report")


def note_done(run: ImportRun, step: str, items: int) -> None:
    """A step is through."""
    run.progress = {**run.progress, step: {"items": items, "done": True}}
    _save(run, "progress")


def finish_run(run: ImportRun, **facts: Any) -> None:
    """The import is complete."""
    run.report = {**run.report, **facts}
    run.finished_at = clock.now()
    _save(run, "report", "finished_at")


def note_problem(run: ImportRun, problem: str) -> None:
    """The import stopped; it stays open, so that the next run goes on."""
    run.report = {**run.report, "problem": problem}
    _save(run, "report")


def _save(run: ImportRun, *fields: str) -> None:
    if not run.dry:
        run.save(update_fields=list(fields))

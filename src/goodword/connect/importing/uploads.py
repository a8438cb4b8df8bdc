"""Products uploaded on the desk: kept for a day, tried first, then brought in by the same steps as on the command line."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from goodword.connect.actions import runs
from goodword.connect.importing.engine import run_steps
from goodword.connect.importing.products import Products, products_file
from goodword.connect.importing.reading import FileProblem
from goodword.connect.importing.tables import TableFile
from goodword.connect.models import ImportRun
from goodword.core import clock
from goodword.core.errors import Conflict, Invalid
from goodword.core.puids import new_puid

KIND = "products"
MAX_BYTES = 5_000_000
KEPT_FOR = timedelta(days=1)
ENDINGS = (".csv", ".csv.gz", ".jsonl", ".jsonl.gz")


class _Unseen:
    """Nobody watches: the page comes when all is done."""

    def step(self, name: str, total: int | None) -> None:
        """Shows nothing."""

    def advance(self, rows: int) -> None:
        """Shows nothing."""


def try_upload(upload: UploadedFile, *, source: str, mapping: list[str]) -> ImportRun:
    """Keep an uploaded table and say what would come in; nothing is written to the shelves.

    Raises Invalid on a file that is too large, of another kind, or cannot be read to its end (with the line).
    """
    name = Path(upload.name or "").name
    ending = next((ending for ending in ENDINGS if name.lower().endswith(ending)), "")
    if not ending:
        raise Invalid(_("Choose a .csv or .jsonl file; each may be .gz."), field="file")
    if (upload.size or 0) > MAX_BYTES:
        raise Invalid(
            _("This file is larger than 5 MB. Import it with `goodword import products`."), field="file"
        )
    _forget_old()
    path = _folder() / f"{new_puid()}{ending}"
    with path.open("xb") as kept:
        kept.writelines(upload.chunks())
    try:
        file = products_file(
            path, source=source or Path(name).name.split(".")[0], mapping=mapping, label=name[:100]
        )
        run = _carry_out(file, dry=True)
    except FileProblem as problem:
        path.unlink(missing_ok=True)
        raise Invalid(str(problem), field="file") from problem
    run.place, run.progress = path.name, {"name": file.name, "mapping": mapping}
    run.finished_at = clock.now()
    run.save()
    return run


def bring_upload(tried: ImportRun) -> ImportRun:
    """Import what was tried. Raises Conflict when the file is not kept any more, Invalid when it cannot be read."""
    path = _folder() / Path(tried.place).name
    if not path.is_file():
        raise Conflict(
            _(
                "This file is not here any more. It was imported already, or a day has passed: choose it again."
            )
        )
    file = products_file(
        path, source=tried.source, mapping=tried.progress["mapping"], label=tried.progress["name"]
    )
    try:
        run = _carry_out(file, dry=False)
    except FileProblem as problem:
        raise Invalid(str(problem)) from problem
    path.unlink(missing_ok=True)
    return run


def upload_run(pk: int) -> ImportRun | None:
    """A run of this kind."""
    return ImportRun.objects.filter(pk=pk, kind=KIND).first()


def _carry_out(file: TableFile, *, dry: bool) -> ImportRun:
    run = runs.begin_run(KIND, file.source, file.name, dry=dry)
    facts: dict[str, Any] = {"problem": ""}
    try:
        for _name in file.check():
            continue
        runs.settle(run, file.totals)
        run_steps(run, Products(file, dry=dry).steps(), file.totals, _Unseen())
    except FileProblem as problem:
        runs.note_problem(run, str(problem))
        raise
    runs.finish_run(run, **facts)
    return run


def _folder() -> Path:
    folder = Path(settings.GOODWORD_HOME) / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _forget_old() -> None:
    for path in _folder().iterdir():
        if path.is_file() and time.time() - path.stat().st_mtime > KEPT_FOR.total_seconds():
            path.unlink(missing_ok=True)

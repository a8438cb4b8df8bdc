"""The erasure list: who was erased, by a random id alone, in a file outside the database, so that a restore erases them again.

It lies in the home and beside the backups. A line is JSON: `{"kind": "people", "at": …, "facts": {…}}`. Lines are never taken out:
an id in it means nothing to anybody once its row is gone.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from goodword.core import clock

FILE = "erasures.jsonl"


def note(kind: str, facts: dict[str, Any]) -> None:
    """Add one line to each copy of the list, on disk when this returns. Call it from a subscriber: what fails is tried again.

    facts: ids and choices, never a name or a word of theirs. Raises OSError where the list in the home cannot be written.
    """
    line = json.dumps({"kind": kind, "at": clock.now().isoformat(), "facts": facts}, sort_keys=True)
    append([line], Path(settings.GOODWORD_HOME) / FILE)
    beside = Path(settings.GOODWORD_BACKUP_DIR)
    if beside.is_dir():
        append([line], beside / FILE)


def append(lines: Iterable[str], file: Path) -> None:
    """Add the lines that a copy of the list does not have yet, whenever they were written, and put it on disk."""
    known = {_meant(line) for line in read(file)}
    new = [line for line in lines if _meant(line) not in known]
    if not new:
        return
    with open(file, "a", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
        # What a full disk cut off stays a line of its own, so that the next one can be read.
        whole = out.tell() == 0 or file.read_bytes().endswith(b"\n")
        out.write("".join(f"{line}\n" for line in ([] if whole else [""]) + new))
        out.flush()
        os.fsync(out.fileno())


def read(file: Path) -> list[str]:
    """The lines of one copy; none where there is no file. A line that a full disk cut off is left out."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [line for line in lines if line.startswith("{") and line.endswith("}")]


def _meant(line: str) -> str:
    """A line without its moment: a restore that erases somebody again adds nothing to the list."""
    value = json.loads(line)
    return json.dumps([value["kind"], value["facts"]], sort_keys=True)

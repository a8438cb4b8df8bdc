"""Which backups stay, and what is known of the last one.

Kept are the newest of each of the last 7 days, 4 weeks and 6 months that have one; the newest of all stays in any case. Only files
that the nightly job could have named are ever deleted: what a person put beside them stays.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from goodword.core import clock
from goodword.core.backups.making import PART, SUFFIX, Made

DAYS, WEEKS, MONTHS = 7, 4, 6
STATE = "backup-state.json"
NAME = re.compile(rf"goodword-(\d{{4}}-\d\d-\d\dT\d{{6}})Z{re.escape(SUFFIX)}$")


def made_at(file: Path) -> datetime | None:
    """When a backup was made, as its name says; None for any other file."""
    found = NAME.match(file.name)
    return datetime.strptime(found[1], "%Y-%m-%dT%H%M%S").replace(tzinfo=UTC) if found else None


def backups_in(folder: Path) -> list[Path]:
    """The backups of a folder, newest first."""
    return sorted((file for file in folder.glob(f"*{SUFFIX}") if made_at(file)), reverse=True)


def to_keep(moments: Iterable[datetime]) -> set[datetime]:
    """Those that stay: the newest of each of the latest days, weeks and months."""
    newest_first = sorted(moments, reverse=True)
    kept = set(newest_first[:1])
    rules: list[tuple[int, Callable[[datetime], tuple[int, ...]]]] = [
        (DAYS, lambda at: (at.year, at.month, at.day)),
        (WEEKS, lambda at: tuple(at.isocalendar()[:2])),
        (MONTHS, lambda at: (at.year, at.month)),
    ]
    for most, span in rules:
        seen: dict[tuple[int, ...], datetime] = {}
        for at in newest_first:
            seen.setdefault(span(at), at)
        kept |= set(list(seen.values())[:most])
    return kept


def tidy(folder: Path) -> list[Path]:
    """Delete what need not stay, and what an interrupted backup left; gives what was deleted."""
    found = {at: file for file in backups_in(folder) if (at := made_at(file))}
    kept = to_keep(found)
    gone = [file for at, file in found.items() if at not in kept]
    gone += [part for part in folder.glob(f".*{SUFFIX}{PART}") if NAME.match(part.name[1 : -len(PART)])]
    for file in gone:
        file.unlink(missing_ok=True)
    return gone


def note_success(made: Made) -> None:
    """Remember beside the backups that the last one is good."""
    facts = {"at": clock.now().isoformat(), "file": made.file.name, "bytes": made.size, "failed": ""}
    _write(made.file.parent, {**facts, "seconds": round(made.seconds, 1)})


def note_failure(folder: Path, reason: str) -> None:
    """Remember that the last one failed; when the last good one was stays known."""
    _write(folder, {**last(folder), "failed": reason, "failed_at": clock.now().isoformat()})


def last(folder: Path) -> dict[str, Any]:
    """What is known of the last backup: at, file, bytes, seconds, failed. Empty where there was none."""
    try:
        facts = json.loads((folder / STATE).read_text())
    except (OSError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _write(folder: Path, facts: dict[str, Any]) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = folder / f"{STATE}.new"
    new.write_text(json.dumps(facts))
    new.replace(folder / STATE)

"""The nightly backup: made by the worker once a day, at midnight UTC, read back, and told of when it fails."""

import json
import logging
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from goodword.core import clock, erasures, jobs
from goodword.core.backups import keeping, keys, making
from goodword.core.backups.manifest import check
from goodword.core.backups.problems import Trouble
from goodword.core.backups.stores import open_store
from goodword.core.tasks import task

log = logging.getLogger(__name__)
EVERY = timedelta(hours=24)
LATE = timedelta(hours=36)
"""How old the last good backup may be."""


@jobs.every(EVERY)
@task()
def back_up() -> None:
    """Make the backup of this night and delete what need not stay. The demonstration makes none."""
    if settings.GOODWORD_MODE == "serve":
        run(Path(settings.GOODWORD_HOME), Path(settings.GOODWORD_BACKUP_DIR))


def run(home: Path, folder: Path) -> making.Made | None:
    """One backup into the folder; None where it failed, which is noted for doctor and the desk."""
    store = None
    try:
        key, new = keys.ensure_key(home)
        if new:
            log.warning(
                "a recovery key for backups was made in %s: ./goodword backup shows it", home / keys.FILE
            )
        store = open_store(os.environ.get("GOODWORD_DATABASE_URL", ""), home)
        made = making.make(store, home, making.place_for(folder), key)
        check(made.file, key)
        erasures.append(erasures.read(home / erasures.FILE), folder / erasures.FILE)
        keeping.note_success(made)
        keeping.tidy(folder)
    except (Trouble, OSError) as trouble:
        log.error("the nightly backup failed: %s", trouble)
        _note(folder, str(trouble))
        return None
    finally:
        if store is not None:
            store.close()
    return made


def _note(folder: Path, reason: str) -> None:
    try:
        keeping.note_failure(folder, reason)
    except OSError as error:
        log.error("the failed backup could not be noted in %s: %s", folder, error)


def state(folder: Path) -> dict[str, Any]:
    """What to tell of the backups: `good`, and in `says` when the last one was or why there is none."""
    known = keeping.last(folder)
    file = folder / str(known.get("file", ""))
    if known.get("failed"):
        return {"good": False, "says": f"the last one failed: {known['failed']}"}
    if not known.get("file") or not file.is_file():
        return {"good": False, "says": f"there is none in {folder}: ./goodword backup makes one now"}
    at = keeping.made_at(file)
    if at is not None and clock.now() - at > LATE:
        return {"good": False, "says": f"the last one is of {at:%Y-%m-%d %H:%M} UTC: is the worker running?"}
    return {"good": True, "says": f"{file.name}, {known['bytes'] / 1e6:.1f} MB, read back"}


def key_was_seen(home: Path) -> bool:
    """Whether a person has seen the key of this home, or chose one of their own."""
    if keys.given_key() or not keys.home_key(home):
        return True
    try:
        return bool(json.loads((home / "state.json").read_text()).get(keys.SHOWN))
    except (OSError, ValueError):
        return False

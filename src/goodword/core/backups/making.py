"""Making a backup: written beside its place, on disk, and only then under its name."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from goodword.core import clock
from goodword.core.backups import contents
from goodword.core.backups.manifest import Manifest
from goodword.core.backups.problems import Trouble
from goodword.core.backups.sealed import Sealer
from goodword.core.backups.sections import SectionWriter
from goodword.core.backups.stores import Store

SUFFIX = ".gwb"
PART = ".part"


@dataclass(frozen=True)
class Made:
    """A backup that is on disk."""

    file: Path
    size: int
    seconds: float
    manifest: Manifest


def place_for(target: Path) -> Path:
    """The file to write: the target itself, or a name with the present minute in the target where that is a folder."""
    if target.is_dir() or target.suffix != SUFFIX:
        return target / f"goodword-{clock.now():%Y-%m-%dT%H%M%SZ}{SUFFIX}"
    return target


def make(store: Store, home: Path, file: Path, key: str) -> Made:
    """Write the backup of a home to a file that is not there yet. Raises Trouble; then there is no file."""
    began = time.monotonic()
    if file.exists():
        raise Trouble(f"{file} is there already")
    part = file.with_name(f".{file.name}{PART}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(part, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
            sealer = Sealer(out, key, clock.now().isoformat())
            manifest = contents.write(store, home, SectionWriter(sealer))
            sealer.close()
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
        sync_folder(file.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Trouble(f"the backup cannot be written to {file.parent}: {error.strerror or error}") from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Made(file, file.stat().st_size, time.monotonic() - began, manifest)


def sync_folder(folder: Path) -> None:
    """Put a folder's new names on disk."""
    line = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(line)
    finally:
        os.close(line)

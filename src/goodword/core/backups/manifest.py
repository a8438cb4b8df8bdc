"""What a backup says of itself, and how a written one is read through and compared with that. Needs no Django."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from goodword.core.backups.problems import Trouble
from goodword.core.backups.sealed import DAMAGED, Opener
from goodword.core.backups.sections import inflate_lines, read_sections
from goodword.core.backups.values import Column, LineReader


@dataclass
class Manifest:
    """What a backup says of itself: the facts, and for each table and file how much and its digest."""

    about: dict[str, Any]
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    def as_facts(self) -> dict[str, Any]:
        """For its section."""
        return {"about": self.about, "tables": self.tables, "files": self.files}

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(facts["rows"] for facts in self.tables.values())

    @property
    def bytes_of_files(self) -> int:
        """Bytes of all files."""
        return sum(facts["bytes"] for facts in self.files.values())


def columns_from(shape: list[list[str]]) -> list[Column]:
    """The columns as a manifest writes them."""
    return [Column(name, kind) for name, kind in shape]


class Told:
    """Pieces of a file on their way, with its size and digest afterwards."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._digest, self._size = pieces, sha256(), 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._digest.update(piece)
            self._size += len(piece)
            yield piece

    def as_facts(self) -> dict[str, Any]:
        """For a manifest."""
        return {"bytes": self._size, "sha256": self._digest.hexdigest()}


def check(file: Path, key: str) -> Manifest:
    """Read a backup to its end and compare every table and file in it with its manifest. Raises Trouble."""
    try:
        with file.open("rb") as sealed:
            return _checked(Opener(sealed, key))
    except OSError as error:
        raise Trouble(f"{file} cannot be read: {error.strerror}") from error


def _checked(source: Opener) -> Manifest:
    tables: dict[str, dict[str, Any]] = {}
    files: dict[str, dict[str, Any]] = {}
    manifest: Manifest | None = None
    for head, frames in read_sections(source):
        if head["part"] == "table":
            reader = LineReader(columns_from(head["columns"]))
            for _row in reader.rows(inflate_lines(frames)):
                continue
            tables[head["name"]] = {**reader.tally.as_facts(), "columns": head["columns"]}
        elif head["part"] == "file":
            told = Told(frames)
            for _piece in told:
                continue
            files[head["name"]] = told.as_facts()
        elif head["part"] == "manifest":
            manifest = Manifest(**json.loads(b"".join(frames)))
    if manifest is None or (manifest.tables, manifest.files) != (tables, files):
        raise Trouble(DAMAGED)
    return manifest

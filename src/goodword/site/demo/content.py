"""Reads what was written for the demo (content/*.toml)."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "content"
Row = dict[str, Any]


@cache
def read(name: str) -> Row:
    """One file of content."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def rows(name: str, key: str) -> list[Row]:
    """The rows of one kind in one file."""
    return list(read(name).get(key, []))


def books() -> list[Row]:
    """All books of all shelves."""
    return [book for file in sorted(FOLDER.glob("books-*.toml")) for book in read(file.stem).get("book", [])]


def variants() -> list[Row]:
    """Other editions of some of the books."""
    return [row for file in sorted(FOLDER.glob("books-*.toml")) for row in read(file.stem).get("variant", [])]

"""The two databases as tables of plain rows, without Django: read in one snapshot, filled in one transaction."""

import base64
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from goodword.core.backups.problems import Trouble
from goodword.core.backups.values import Column

AT_ONCE = 2000
"""Rows read or written together."""


class Store(Protocol):
    """One database. `engine` is "sqlite" or "postgresql"."""

    engine: str

    def snapshot(self) -> Any:
        """A context in which everything is read as it was at one moment."""

    def tables(self) -> list[str]:
        """The tables that hold something of their own: no index of words, no bookkeeping of the database."""

    def columns(self, table: str) -> list[str]:
        """The columns that are stored and not worked out from others, in order."""

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Sequence[Any]]:
        """All rows, within a snapshot."""

    def last_ids(self) -> dict[str, int]:
        """The last number each table gave to a row, its row gone or not."""

    def filling(self) -> Any:
        """A context in which tables are emptied and filled; all of it holds, or nothing."""

    def empty(self, tables: Sequence[str]) -> None:
        """Take all rows out of fresh tables."""

    def fill(self, table: str, columns: Sequence[Column], rows: Iterator[list[Any]]) -> None:
        """Put written rows in."""

    def set_last_ids(self, last: dict[str, int]) -> None:
        """Go on counting behind these numbers."""

    def close(self) -> None:
        """Let go of the database."""


def open_store(url: str, home: Path) -> Store:
    """The store of a database URL, or of the home where there is none."""
    if url:
        from goodword.core.backups.postgres import PostgresStore  # the driver is an extra

        return PostgresStore(url)
    return SqliteStore(home / "goodword.sqlite3")


class SqliteStore:
    """A SQLite file in WAL mode: a reader sees one moment, and writers go on beside it."""

    engine = "sqlite"

    def __init__(self, file: Path) -> None:
        if not file.exists():
            raise Trouble(f"there is no database {file}")
        self._line = sqlite3.connect(file, isolation_level=None, timeout=20)
        self._line.execute("PRAGMA secure_delete=ON")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """One read transaction. Writers are not kept waiting; only the `-wal` file grows meanwhile."""
        self._line.execute("BEGIN")
        try:
            self._line.execute("SELECT count(*) FROM sqlite_master").fetchone()  # here the moment is taken
            yield
        finally:
            self._line.execute("ROLLBACK")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """A snapshot during which nobody writes. Raises Trouble where somebody is writing all the time."""
        try:
            self._line.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise Trouble(f"somebody is writing to the database ({error}): stop the site first") from error
        try:
            yield
        finally:
            self._line.execute("ROLLBACK")

    def tables(self) -> list[str]:
        """Ordinary tables; the shadows of full-text tables are made anew from what they index."""
        rows = self._line.execute("PRAGMA main.table_list").fetchall()
        return sorted(row[1] for row in rows if row[2] == "table" and not row[1].startswith("sqlite_"))

    def columns(self, table: str) -> list[str]:
        """Stored columns."""
        return [row[1] for row in self._line.execute(f"PRAGMA table_xinfo({_q(table)})") if not row[6]]

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Sequence[Any]]:
        """All rows in the order of the file."""
        cursor = self._line.execute(_select(table, columns))
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows

    def last_ids(self) -> dict[str, int]:
        """From the table in which SQLite counts."""
        if not self._line.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").fetchone():
            return {}
        return dict(self._line.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name"))

    @contextmanager
    def filling(self) -> Iterator[None]:
        """One transaction, without asking each row for its parent; all are asked at the end."""
        self._line.execute("PRAGMA foreign_keys=OFF")
        self._line.execute("PRAGMA cache_size=-100000")
        self._line.execute("BEGIN EXCLUSIVE")
        try:
            yield
            orphans = self._line.execute("PRAGMA foreign_key_check").fetchmany(5)
            if orphans:
                raise Trouble(f"rows without the row they belong to: {orphans}")
        except BaseException:
            self._line.execute("ROLLBACK")
            raise
        self._line.execute("COMMIT")
        self._line.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def empty(self, tables: Sequence[str]) -> None:
        """Delete the rows that a fresh database begins with."""
        for table in tables:
            self._line.execute(" ".join(("DELETE FROM", _q(table))))

    def fill(self, table: str, columns: Sequence[Column], rows: Iterator[list[Any]]) -> None:
        """Insert written rows; triggers of the full-text index do their part."""
        places = [(place, column.kind) for place, column in enumerate(columns)]
        back = [(place, _BACK[kind]) for place, kind in places if kind in _BACK]

        def values() -> Iterator[list[Any]]:
            for row in rows:
                for place, convert in back:
                    if row[place] is not None:
                        row[place] = convert(row[place])
                yield row

        names = ", ".join(_q(column.name) for column in columns)
        marks = ", ".join("?" * len(columns))
        self._line.executemany(" ".join(("INSERT INTO", _q(table), f"({names}) VALUES ({marks})")), values())

    def set_last_ids(self, last: dict[str, int]) -> None:
        """Numbers once given are not given again."""
        known = set(self.tables())
        counting = {row[0] for row in self._line.execute("SELECT name FROM sqlite_sequence")}
        automatic = self._line.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")
        for table in {row[0] for row in automatic} & known & set(last):
            if table in counting:
                self._line.execute(
                    "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (last[table], table)
                )
            else:
                self._line.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, last[table]))

    def close(self) -> None:
        """Let go of the file."""
        self._line.close()


def _unwritten_moment(value: str) -> str:
    """As Django writes a moment to SQLite: without a fraction where there is none."""
    return value.removesuffix(".000000")


def _unwritten_bytes(value: str) -> bytes:
    return base64.b64decode(value)


_BACK = {"moment": _unwritten_moment, "bytes": _unwritten_bytes}


def _q(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _select(table: str, columns: Sequence[str]) -> str:
    return " ".join(("SELECT", ", ".join(_q(name) for name in columns), "FROM", _q(table)))

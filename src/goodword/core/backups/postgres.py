"""PostgreSQL as a store: a repeatable-read snapshot to read, COPY to fill."""

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.string import TextLoader

from goodword.core.backups.problems import Trouble
from goodword.core.backups.stores import AT_ONCE
from goodword.core.backups.values import Column

TABLES = """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname = current_schema() ORDER BY 1"""
COLUMNS = """SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0
    AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"""
SEQUENCES = """SELECT c.relname, a.attname, pg_get_serial_sequence(quote_ident(c.relname), a.attname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND n.nspname = current_schema() AND a.attnum > 0 AND NOT a.attisdropped
    AND pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL ORDER BY 1"""


class PostgresStore:
    """One schema of a PostgreSQL database, over one connection."""

    engine = "postgresql"

    def __init__(self, url: str) -> None:
        try:
            self._line = psycopg.connect(_dsn(url), autocommit=True, connect_timeout=10)
        except psycopg.OperationalError as error:
            raise Trouble(f"PostgreSQL does not answer: {str(error).strip()}") from error

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """One transaction in which nothing moves."""
        self._line.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            self._line.execute("ROLLBACK")

    def tables(self) -> list[str]:
        """Ordinary tables of the present schema."""
        return [row[0] for row in self._line.execute(TABLES)]

    def columns(self, table: str) -> list[str]:
        """Stored columns; those that are generated come by themselves."""
        return [row[0] for row in self._line.execute(COLUMNS, [f'"{table}"'])]

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Sequence[Any]]:
        """All rows, a few at a time, so that a large table does not fill the memory. JSON comes as its text."""
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        asked = sql.SQL("SELECT {} FROM {}").format(names, sql.Identifier(table))
        with self._line.cursor(name="goodword_backup") as cursor:
            cursor.adapters.register_loader("jsonb", TextLoader)
            cursor.itersize = AT_ONCE
            yield from cursor.execute(asked)

    def has_rows(self, table: str) -> bool:
        """Whether there is any row."""
        asked = sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(table))
        return self._line.execute(asked).fetchone() is not None

    def drop_all(self) -> None:
        """Drop the tables and functions of the present schema; what extensions brought stays."""
        functions = """SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname = current_schema() AND NOT EXISTS
            (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"""
        with self._line.transaction():
            for table in self.tables():
                self._line.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.Identifier(table)))
            for (name,) in self._line.execute(functions).fetchall():
                self._line.execute(sql.SQL("DROP FUNCTION IF EXISTS {} CASCADE").format(sql.SQL(name)))

    def last_ids(self) -> dict[str, int]:
        """From the sequences."""
        found = {}
        for table, _column, sequence in self._line.execute(SEQUENCES).fetchall():
            name = sql.SQL(sequence)
            row = self._line.execute(sql.SQL("SELECT last_value, is_called FROM {}").format(name)).fetchone()
            if row and row[1]:
                found[table] = row[0]
        return found

    @contextmanager
    def filling(self) -> Iterator[None]:
        """One transaction; foreign keys are deferred to its end, as Django makes them."""
        try:
            with self._line.transaction():
                self._line.execute("SET CONSTRAINTS ALL DEFERRED")
                yield
        except psycopg.DataError as error:
            raise Trouble(f"PostgreSQL cannot hold a value: {str(error).strip()}") from error
        self._line.execute("ANALYZE")

    def empty(self, tables: Sequence[str]) -> None:
        """Take out what a fresh database begins with."""
        known = set(self.tables())
        names = sql.SQL(", ").join(sql.Identifier(table) for table in tables if table in known)
        self._line.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(names))

    def fill(self, table: str, columns: Sequence[Column], rows: Iterator[list[Any]]) -> None:
        """COPY written rows in."""
        back = [(place, _BACK[column.kind]) for place, column in enumerate(columns) if column.kind in _BACK]
        names = sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
        into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
        with self._line.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                for place, convert in back:
                    if row[place] is not None:
                        row[place] = convert(row[place])
                copy.write_row(row)

    def set_last_ids(self, last: dict[str, int]) -> None:
        """Numbers once given are not given again."""
        for table, column, sequence in self._line.execute(SEQUENCES).fetchall():
            largest = sql.SQL("SELECT max({}) FROM {}").format(sql.Identifier(column), sql.Identifier(table))
            row = self._line.execute(largest).fetchone()
            number = max(last.get(table, 0), (row[0] if row else None) or 0)
            if number:
                self._line.execute("SELECT setval(%s, %s)", [sequence, number])

    def close(self) -> None:
        """Let go of the connection."""
        self._line.close()


def _dsn(url: str) -> str:
    """The address as the driver reads it: Django's tools also say pgsql:// and postgresql://."""
    scheme, _, rest = url.partition("://")
    if scheme not in ("postgres", "postgresql", "pgsql"):
        raise Trouble(f"{scheme}:// is no PostgreSQL database: use postgres://user:password@host/name")
    return f"postgresql://{rest}"


_BACK = {
    "bool": bool,
    "moment": lambda value: value + "+00",
    "bytes": base64.b64decode,
    "span": lambda value: f"{value} microseconds",
}

"""`move --to postgres://…`: the rows of this home's SQLite file into an empty PostgreSQL database, compared table by table."""

from __future__ import annotations

import importlib
import importlib.util
import os
import subprocess
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from goodword.cli import supervisor
from goodword.cli.backup import told
from goodword.cli.environment import ROOT, Environment
from goodword.cli.home import Home
from goodword.cli.problems import Stop
from goodword.cli.serve import parser
from goodword.cli.setup import start
from goodword.core.backups.stores import SqliteStore, Store
from goodword.core.backups.values import Column, LineReader, RowWriter

if TYPE_CHECKING:
    from goodword.core.backups.postgres import PostgresStore

OWN = ("people_person", "core_eventrecord", "core_leaf")
"""Tables that no migration fills: a row in one of them means that somebody uses the database."""


def run(arguments: list[str]) -> int:
    """Copy, compare, and say how to go on. The SQLite file is only read, and nobody writes to it meanwhile."""
    options = parser("move")
    options.add_argument("--to", required=True)
    given = options.parse_args(arguments)
    home = Home()
    if os.environ.get("GOODWORD_DATABASE_URL"):
        raise Stop("GOODWORD_DATABASE_URL is set: this site is in a database server already")
    if not home.database.exists():
        raise Stop(f"{home.path} holds no database to move")
    if home.is_served():
        raise Stop(
            f"the site in {home.path} is running: stop it, so that nothing is written that would not be moved"
        )
    _need_driver()
    with told():
        move(home, given.to)
    return 0


def move(home: Home, url: str) -> None:
    """Do it. Raises Stop or Trouble; then the target holds no row of ours, and the same command begins afresh."""
    from goodword.core.backups.postgres import PostgresStore

    began = time.monotonic()
    target = PostgresStore(url)
    try:
        _refuse_used(target)
        _up_to_date(home, "")
        _up_to_date(home, url)
        start(home)
        source = SqliteStore(home.database)
        copying = time.monotonic()
        try:
            rows = _copy(source, target)
            copying = time.monotonic() - copying
        finally:
            source.close()
        differing = [name for name, same in _compared(rows, target) if not same]
        if differing:
            _take_back(target)
            raise Stop(
                f"these tables differ: {', '.join(differing)}. The target was emptied again; report it"
            )
    finally:
        target.close()
    count = sum(facts["rows"] for facts in rows.values())
    print(
        f"Moved {count} rows of {len(rows)} tables, all the same: copied in {copying:.1f} s "
        f"({count / copying:.0f} a second), {time.monotonic() - began:.0f} s in all with making and comparing the tables."
    )
    print(
        "From now on start the site with GOODWORD_DATABASE_URL set to that database. Pictures and keys stay in the home.\n"
        f"{home.database} was only read; put it away when the site runs well: a start without the variable would use it."
    )


def _copy(source: SqliteStore, target: Store) -> dict[str, dict[str, Any]]:
    """All rows in one transaction of the target, while the source lets nobody write."""
    from goodword.core.backups import contents

    moved: dict[str, dict[str, Any]] = {}
    with source.locked(), target.filling():
        known = set(target.tables())
        target.empty(sorted(known))
        for table, columns in contents.columns_of(source, contents.past_apps()).items():
            if table not in known:
                raise Stop(
                    f"the target has no table {table}, which this site has: is it of an older version?"
                )
            facts = _copy_table(source, target, table, columns)
            moved[table] = {**facts, "columns": [[column.name, column.kind] for column in columns]}
        target.set_last_ids(source.last_ids())
    return moved


def _copy_table(source: Store, target: Store, table: str, columns: list[Column]) -> dict[str, Any]:
    writer = RowWriter(columns)

    def rows() -> Iterator[list[Any]]:
        lines = writer.lines(source.rows(table, [column.name for column in columns]))
        yield from LineReader(columns).rows(lines)

    target.fill(table, columns, rows())
    return writer.tally.as_facts()


def _compared(moved: dict[str, dict[str, Any]], target: Store) -> Iterator[tuple[str, bool]]:
    from goodword.core.backups.restore import compare_tables

    for name, count, same in compare_tables(moved, target):
        print(f"  {'same' if same else 'DIFFERS':<8} {count:>9} rows  {name}", flush=True)
        yield name, same


def _refuse_used(target: PostgresStore) -> None:
    """Raise Stop unless the target is empty, or holds the empty tables of a move that was cut off."""
    tables = set(target.tables())
    ours = "django_migrations" in tables
    used = [name for name in OWN if name in tables and target.has_rows(name)]
    if used or (tables and not ours):
        raise Stop("the target is not empty: make a database for this site alone (createdb goodword)")


def _take_back(target: Store) -> None:
    with target.filling():
        target.empty(target.tables())


def _up_to_date(home: Home, url: str) -> None:
    """Run the migrations of one of the two databases in a process of its own."""
    env = {**os.environ, "GOODWORD_MODE": home.mode, "GOODWORD_DATABASE_URL": url}
    command = [*supervisor.python("goodword.cli"), "--home", str(home.path), "manage", "migrate", "-v0"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=env)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        raise Stop(f"the tables could not be made: {reason}")


def _need_driver() -> None:
    """Install the driver, which a site on SQLite does without."""
    if importlib.util.find_spec("psycopg") is None and ROOT is not None:
        Environment(ROOT).make("full")
        importlib.invalidate_caches()
    if importlib.util.find_spec("psycopg") is None:
        raise Stop("the driver of PostgreSQL is missing: pip install 'goodword[postgres]'")

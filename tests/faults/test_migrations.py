"""Faults: a migration is killed, or waits for a lock (F17). Running it again ends it, and the tables are those of a new site."""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
from pathlib import Path

import pytest
from tests.faults.house import House

pytestmark = [pytest.mark.slow, pytest.mark.once]
RELEASED = ("core 0003", "notices 0001", "connect 0001", "conversations 0001", "people 0001")
"""What the release before had; the rest is killed on its way."""
KILLS = 6 * int(os.environ.get("GOODWORD_ROUNDS", "1"))


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A site with the tables of the release before."""
    house = House(tmp_path_factory.mktemp("released") / "home")
    house.run("manage", "migrate", "-v0")
    for state in RELEASED:
        house.run("manage", "migrate", "-v0", *state.split())
    (house.home / "state.json").write_text('{"kind": "site"}')
    return house


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A site that was made by this release."""
    house = House(tmp_path_factory.mktemp("new") / "home")
    house.run("manage", "migrate", "-v0")
    return house


def tables_of(house: House) -> list[tuple[str, str, str]]:
    """Every table, index and trigger; the words of one without the layout that came from the order of its making."""
    rows = house.rows(
        "SELECT type, name, coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    )
    found = []
    for kind, name, sql in rows:
        if kind == "table":
            columns = house.rows(
                f"SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('{name}') ORDER BY name"
            )
            found.append((kind, name, str(columns)))
        else:
            found.append((kind, name, " ".join(sql.split())))
    return sorted(found)


def test_a_migration_that_was_killed_runs_again(released: House, new: House, tmp_path: Path) -> None:
    house, chance, killed = released.copy_to(tmp_path / "home"), random.Random(17), 0
    assert tables_of(house) != tables_of(new)
    while killed < KILLS:
        migrate = subprocess.Popen(
            house.command("manage", "migrate"), env={**house.environment, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert migrate.stdout is not None
        said = b""
        while b"Applying" not in said and (letter := migrate.stdout.read(1)):
            said += letter
        if b"Applying" not in said:
            break  # all of them made it in spite of us
        threading.Event().wait(chance.random() * 0.2)
        migrate.send_signal(signal.SIGKILL)
        migrate.wait()
        killed += 1
        assert house.rows("PRAGMA quick_check") == [("ok",)]
    assert killed >= 3
    house.run("manage", "migrate", "-v0")
    assert tables_of(house) == tables_of(new)
    assert house.rows("PRAGMA foreign_key_check") == []
    house.run("manage", "migrate", "--check")


def test_a_migration_that_waits_for_a_lock_says_so_and_runs_again(
    released: House, new: House, tmp_path: Path
) -> None:
    house = released.copy_to(tmp_path / "home")
    with contextlib.closing(sqlite3.connect(house.home / "goodword.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        assert "locked" in house.run("upgrade", "--no-backup", fails=True)
        assert time.monotonic() - began < 120
        other.execute("ROLLBACK")
    house.run("manage", "migrate", "-v0")
    assert tables_of(house) == tables_of(new)


def test_migrations_run_back_and_forth(released: House, new: House) -> None:
    """The way back of an upgrade: `released` was made by migrating back, and forward it is whole again."""
    before = tables_of(released)
    released.run("manage", "migrate", "-v0")
    assert tables_of(released) == tables_of(new)
    for state in RELEASED:
        released.run("manage", "migrate", "-v0", *state.split())
    assert tables_of(released) == before

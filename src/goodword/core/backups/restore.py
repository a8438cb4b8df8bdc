"""The way back, on a home that holds nothing: files, tables, and a comparison of each with the manifest.

The caller has checked the backup to its end before (manifest.check), has put its files in place (`put_files`) and then started
Django on that home, since the key of the site is one of the files.
"""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from goodword.core.backups.manifest import Manifest, columns_from
from goodword.core.backups.problems import Trouble
from goodword.core.backups.sealed import Opener
from goodword.core.backups.sections import inflate_lines, read_sections
from goodword.core.backups.stores import Store
from goodword.core.backups.values import LineReader, RowWriter

Say = Callable[[str], None]


def put_files(file: Path, key: str, home: Path) -> None:
    """Write the files of a backup into a folder. Raises Trouble on a name that leads out of it."""
    with file.open("rb") as sealed:
        for head, frames in read_sections(Opener(sealed, key)):
            if head["part"] == "file":
                _put(home, head["name"], int(head["mode"]), frames)


def _put(home: Path, name: str, mode: int, pieces: Iterator[bytes]) -> None:
    place = (home / name).resolve()
    if not place.is_relative_to(home.resolve()):
        raise Trouble(f"the backup names a file outside of the home: {name}")
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(place, "wb", opener=lambda path, flags: os.open(path, flags, mode & 0o777)) as out:
        for piece in pieces:
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())


def unknown_migrations(manifest: Manifest) -> list[str]:
    """The migrations of a backup that this software does not have: it is older than the backup."""
    from django.db.migrations.loader import MigrationLoader

    known = MigrationLoader(None).disk_migrations
    return [f"{app}.{name}" for app, name in manifest.about["migrations"] if (app, name) not in known]


def make_tables(manifest: Manifest) -> None:
    """Make the tables as they were when the backup was made, which may be before the newest migration."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # what is made here is of no use until the rows are on disk too
            cursor.execute("PRAGMA synchronous=OFF")
    executor = MigrationExecutor(connection)
    applied = {(app, name) for app, name in manifest.about["migrations"]}
    graph = executor.loader.graph
    followed = {
        before.key for node in applied for before in graph.node_map[node].parents if before.key[0] == node[0]
    }
    executor.migrate(sorted(applied - followed))


def put_rows(file: Path, key: str, store: Store, say: Say) -> list[str]:
    """Fill the tables in one transaction; gives the tables that only the other kind of database has."""
    known, left_out = set(store.tables()), []
    with file.open("rb") as sealed, store.filling():
        store.empty(sorted(known))
        last_ids: dict[str, int] = {}
        for head, frames in read_sections(Opener(sealed, key)):
            if head["part"] == "about":
                last_ids = head["last_ids"]
            elif head["part"] == "table" and head["name"] in known:
                say(head["name"])
                columns = columns_from(head["columns"])
                store.fill(head["name"], columns, LineReader(columns).rows(inflate_lines(frames)))
            elif head["part"] == "table":
                left_out.append(head["name"])
        store.set_last_ids(last_ids)
    return left_out


def compare_tables(tables: dict[str, dict[str, Any]], store: Store) -> Iterator[tuple[str, int, bool]]:
    """Each table of a manifest, its rows in the store, and whether count and digest are the same."""
    with store.snapshot():
        for name, facts in tables.items():
            rows = RowWriter(columns_from(facts["columns"]))
            for _line in rows.lines(store.rows(name, [column.name for column in rows.columns])):
                continue
            same = rows.tally.as_facts() == {"rows": facts["rows"], "digest": facts["digest"]}
            yield name, rows.tally.count, same


def compare_files(manifest: Manifest, home: Path) -> Iterator[tuple[str, bool]]:
    """Each file of a manifest, and whether it lies in the home with the same bytes."""
    for name, facts in manifest.files.items():
        digest = sha256()
        try:
            with (home / name).open("rb") as file:
                while piece := file.read(1 << 18):
                    digest.update(piece)
        except OSError:
            yield name, False
            continue
        yield name, digest.hexdigest() == facts["sha256"]


def settle(manifest: Manifest, erasures: list[str]) -> Iterator[str]:
    """What must be done before the site opens: hold back what waits, say so in the log, erase again who was erased."""
    import json

    from goodword.core import events, jobs, ledger, restoring

    made_at = datetime.fromisoformat(manifest.about["made_at"])
    with events.quietly():
        held = restoring.hold_back(made_at)
        yield "held back, so that nobody is told twice: " + ", ".join(
            f"{n} {name}" for name, n in held.items()
        )
        if manifest.tables.get("core_leaf", {}).get("rows"):
            at = f"{made_at:%Y-%m-%dT%H:%M:%SZ}"
            ledger.append("gap", {"ground": "restored from a backup", "backup_made_at": at})
            yield "the public log says that it was restored, and from when"
        lines = [json.loads(line) for line in erasures]
        again = sum(restoring.erase_again(line["kind"], line["facts"]) for line in lines)
        yield f"erased again: {again} of {len(lines)} on the erasure list"
        while jobs.work_once("restore"):
            continue

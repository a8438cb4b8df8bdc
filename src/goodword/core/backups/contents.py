"""What a backup holds: every table, every file of the home that cannot be made anew, the settings, and a manifest of all of it.

The order is: what it is (with the migrations, from which the tables can be made), the tables in one snapshot, the files, the
manifest. Files come after the snapshot, so that the file of each row in it is there.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

import goodword
from goodword.core import clock
from goodword.core.backups.manifest import Manifest, Told
from goodword.core.backups.sections import SectionWriter
from goodword.core.backups.stores import Store
from goodword.core.backups.values import PLAIN, Column, RowWriter, kind_of

FORMAT = 1
NOT_KEPT = ("static", "assets", "mailbox", "backups", "metrics", "restoring", "replaced-")
"""How the folders of a home begin that a backup leaves out: made anew, sent already, or older than what is kept."""
LEFT_OUT = ("goodword.sqlite3", "state.json", "serve.pid")
SECRET_SETTINGS = ("GOODWORD_BACKUP_PASSPHRASE", "GOODWORD_BACKUP_KEY_FILE")
PIECE = 1 << 18


def about(store: Store, home: Path) -> dict[str, Any]:
    """The facts that come first; asked within the snapshot."""
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "format": FORMAT,
        "software": goodword.__version__,
        "engine": store.engine,
        "made_at": clock.now().isoformat(),
        "kind": home_kind(home),
        "migrations": sorted([app, name] for app, name in applied),
        "settings": {
            name: value
            for name, value in sorted(os.environ.items())
            if name.startswith("GOODWORD_") and name not in SECRET_SETTINGS
        },
        "last_ids": store.last_ids(),
    }


def home_kind(home: Path) -> str:
    """ "demo" or "site", as the home says."""
    try:
        return str(json.loads((home / "state.json").read_text()).get("kind", "site"))
    except (OSError, ValueError):
        return "site"


def past_apps() -> Apps:
    """The models as the applied migrations describe them, which newer code need not share."""
    loader = MigrationLoader(connection)
    leaves = [node for node in loader.graph.nodes if node in loader.applied_migrations]
    return loader.project_state(leaves).apps


def columns_of(store: Store, apps: Apps) -> dict[str, list[Column]]:
    """Each table of the store with its stored columns and their kinds."""
    kinds: dict[str, dict[str, str]] = {}
    models: list[type[Model]] = [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]
    for model in models:
        fields = {str(each.column): kind_of(each) for each in model._meta.local_concrete_fields}
        kinds.setdefault(model._meta.db_table, {}).update(fields)
    return {
        table: [Column(name, kinds.get(table, {}).get(name, PLAIN)) for name in store.columns(table)]
        for table in store.tables()
    }


def write(store: Store, home: Path, out: SectionWriter) -> Manifest:
    """Write everything and return the manifest, which is the last thing written."""
    with store.snapshot():
        manifest = Manifest(about(store, home))
        out.raw({"part": "about", **manifest.about}, iter(()))
        for table, columns in columns_of(store, past_apps()).items():
            rows = RowWriter(columns)
            shape = [[column.name, column.kind] for column in columns]
            head = {"part": "table", "name": table, "columns": shape}
            out.lines(head, rows.lines(store.rows(table, [column.name for column in columns])))
            manifest.tables[table] = {**rows.tally.as_facts(), "columns": shape}
    for path in files_of(home):
        name = path.relative_to(home).as_posix()
        with _opened(path) as pieces:
            if pieces is not None:
                told = Told(pieces)
                out.raw({"part": "file", "name": name, "mode": path.stat().st_mode & 0o777}, iter(told))
                manifest.files[name] = told.as_facts()
    out.raw({"part": "manifest"}, iter([json.dumps(manifest.as_facts(), sort_keys=True).encode()]))
    return manifest


def files_of(home: Path) -> Iterator[Path]:
    """The files of a home that a backup holds, in order. Links are not followed out of it."""
    for folder, folders, names in os.walk(home):
        top = Path(folder) == home
        folders[:] = sorted(name for name in folders if not (top and name.startswith(NOT_KEPT)))
        for name in sorted(names):
            path = Path(folder, name)
            if path.is_symlink() or not path.is_file() or path.suffix in (".new", ".part", ".gwb", ".log"):
                continue
            if not (top and name.startswith(LEFT_OUT)):
                yield path


@contextmanager
def _opened(path: Path) -> Iterator[Iterator[bytes] | None]:
    """The pieces of a file; None where it was erased a moment ago."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield None
        return
    with file:
        yield iter(lambda: file.read(PIECE), b"")

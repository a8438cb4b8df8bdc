"""`restore`: a home from a backup, made beside what is there, compared with the manifest, and only then put in its place."""

from __future__ import annotations

import getpass
import os
import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from goodword.cli.backup import told
from goodword.cli.home import Home
from goodword.cli.problems import Stop
from goodword.cli.serve import parser
from goodword.cli.setup import start
from goodword.core.backups import keys
from goodword.core.backups.manifest import Manifest, check
from goodword.core.backups.stores import Store

STAGE = "restoring"
ASIDE = "replaced-"
MADE_BY_COMMANDS = frozenset({
    "static", "assets", "metrics", "preparing.log", "serve.pid", STAGE, "backups", keys.FILE,
})  # fmt: skip
"""What a home may hold and still count as empty."""

_OWN = frozenset({"GOODWORD_HOME", "GOODWORD_MODE", "GOODWORD_LIFELINE", "GOODWORD_SECRET_KEY"})


def run(arguments: list[str]) -> int:
    """Restore a backup into the home; 1 when the comparison found a difference."""
    options = parser("restore")
    options.add_argument("file")
    options.add_argument("--key-file")
    options.add_argument("--force", action="store_true")
    options.add_argument("--as-it-was", action="store_true")  # how `upgrade` undoes itself
    given = options.parse_args(arguments)
    home, file = Home(), Path(given.file).absolute()
    with told():
        key = find_key(home, given.key_file)
        bring_back(home, file, key, force=given.force, as_it_was=given.as_it_was)
    return 0


def find_key(home: Home, key_file: str | None) -> str:
    """The key to open with: the file that is named, the environment's, the home's, else one that is asked for."""
    if key_file:
        return keys.read_key(Path(key_file))
    known = keys.given_key() or keys.home_key(home.path)
    if not known and sys.stdin.isatty():
        known = getpass.getpass("The recovery key or passphrase of this backup: ").strip()
    if not known:
        raise Stop("the key of the backup is missing: name a file that holds it, as --key-file FILE")
    return known


def bring_back(home: Home, file: Path, key: str, *, force: bool, as_it_was: bool = False) -> None:
    """Check the backup, refuse what must not be overwritten, and make the home of it. Raises Trouble or Stop.

    as_it_was: undoing an upgrade, a minute after the backup: the tables stay those of the version before, and nothing was
    sent since that must be held back.
    """
    began = time.monotonic()
    manifest = check(file, key)
    about = manifest.about
    print(
        f"{file} is whole: {about['made_at'][:16].replace('T', ' ')} UTC, Goodword {about['software']}, "
        f"{manifest.rows} rows, {len(manifest.files)} files",
        flush=True,
    )
    home.create()
    refuse_what_runs(home)
    held = [path.name for path in home.path.iterdir() if not _is_nothing(path.name)]
    if held and not force:
        raise Stop(
            f"{home.path} is not empty: it holds {', '.join(sorted(held)[:4])}. Name another with --home DIR, or let\n"
            "  --force put what it holds aside"
        )
    stage = home.path / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(mode=0o700)
    try:
        restored = _make_stage(Home(stage), file, key, manifest, force=force)
        if not as_it_was:
            _settle(Home(stage), manifest, _erasures(home, file))
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    aside = _put_in_place(home, stage, held)
    home.note(
        kind=about.get("kind") or "site", migrated=None, assets=None, loading=None, **{keys.SHOWN: True}
    )
    print(f"Restored in {time.monotonic() - began:.1f} s: {restored}")
    if aside:
        print(f"What was there before lies in {aside}; delete it when you no longer need it.")
    _tell_settings(about.get("settings", {}))


def refuse_what_runs(home: Home) -> None:
    """Raise Stop while `serve` runs on the home."""
    if home.is_served():
        raise Stop(f"the site in {home.path} is running: stop it first")


def _is_nothing(name: str) -> bool:
    return name in MADE_BY_COMMANDS or name.startswith(ASIDE)


def _erasures(home: Home, file: Path) -> list[str]:
    """The erasure lists of the home as it is and of the place where the backup lies."""
    from goodword.core import erasures

    lines = [*erasures.read(home.path / erasures.FILE), *erasures.read(file.parent / erasures.FILE)]
    return list(dict.fromkeys(lines))


def _make_stage(stage: Home, file: Path, key: str, manifest: Manifest, *, force: bool) -> str:
    """Everything of the backup in a folder of its own, compared."""
    from goodword.core.backups import restore

    restore.put_files(file, key, stage.path)
    _take_key_of_settings(stage, manifest)
    start(stage)
    from django.db import connections

    from goodword.core.backups.stores import open_store

    _refuse_newer(restore.unknown_migrations(manifest))
    url = os.environ.get("GOODWORD_DATABASE_URL", "")
    if url:
        _clear_server(url, force=force)
    restore.make_tables(manifest)
    connections.close_all()
    store = open_store(url, stage.path)
    try:
        left_out = restore.put_rows(file, key, store, lambda _table: None)
        tables = {name: facts for name, facts in manifest.tables.items() if name not in left_out}
        differing = [*_compared_tables(tables, store), *_compared_files(manifest, stage)]
    finally:
        store.close()
    if differing:
        raise Stop(
            f"what was restored differs from the backup: {', '.join(differing)}. Nothing was put in place"
        )
    for table in left_out:
        print(f"  left out: {table}, which only the other kind of database has", flush=True)
    return f"{len(tables)} tables and {len(manifest.files)} files are what they were"


def _settle(stage: Home, manifest: Manifest, erased: list[str]) -> None:
    """Bring the tables up to this version, then do what must be done before the site opens."""
    from django.core.management import call_command
    from django.db import connections

    from goodword.core import erasures
    from goodword.core.backups import restore

    call_command("migrate", interactive=False, verbosity=0)
    erasures.append(erased, stage.path / erasures.FILE)
    for line in restore.settle(manifest, erasures.read(stage.path / erasures.FILE)):
        print(f"  {line}", flush=True)
    connections.close_all()


def _compared_tables(tables: dict[str, dict[str, Any]], store: Store) -> list[str]:
    from goodword.core.backups.restore import compare_tables

    bad = []
    for name, rows, same in compare_tables(tables, store):
        print(f"  {'same' if same else 'DIFFERS':<8} {rows:>9} rows  {name}", flush=True)
        bad += [] if same else [name]
    return bad


def _compared_files(manifest: Manifest, stage: Home) -> list[str]:
    from goodword.core.backups.restore import compare_files

    compared = list(compare_files(manifest, stage.path))
    bad = [name for name, same in compared if not same]
    size = manifest.bytes_of_files / 1e6
    print(f"  {'DIFFERS' if bad else 'same':<8} {len(compared):>9} files ({size:.1f} MB)", flush=True)
    return bad


def _take_key_of_settings(stage: Home, manifest: Manifest) -> None:
    """A site whose key came from the environment keeps it: else every link and session of before would be void."""
    key = manifest.about.get("settings", {}).get("GOODWORD_SECRET_KEY")
    place = stage.path / "secret-key"
    if key and not place.exists():
        with open(place, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(key)


def _refuse_newer(unknown: list[str]) -> None:
    if unknown:
        raise Stop(
            f"the backup was made by a newer Goodword (it has {unknown[-1]}): check that version out and try again"
        )


def _clear_server(url: str, *, force: bool) -> None:
    """Raise Stop where the database named by the environment holds tables; with force they are dropped."""
    from goodword.core.backups.postgres import PostgresStore

    store = PostgresStore(url)
    try:
        if store.tables() and not force:
            raise Stop("the database that GOODWORD_DATABASE_URL names is not empty. --force drops its tables")
        store.drop_all()
    finally:
        store.close()


def _put_in_place(home: Home, stage: Path, held: list[str]) -> Path | None:
    """Move what was there aside and what was made into its place, within one file system."""
    aside = home.path / f"{ASIDE}{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}" if held else None
    if aside:
        aside.mkdir(mode=0o700)
        for name in held:
            (home.path / name).rename(aside / name)
    for path in sorted(stage.iterdir()):
        if path.name not in ("static", "assets"):
            path.replace(home.path / path.name)
    shutil.rmtree(stage)
    return aside


def _tell_settings(settings: dict[str, str]) -> None:
    """Which variables the site had that this shell does not set; their values are secrets and are not printed."""
    missing = sorted(name for name in settings if name not in os.environ and name not in _OWN)
    if missing:
        print(f"The site had these set, and here they are not: {', '.join(missing)} (docs/self-hosting.md)")

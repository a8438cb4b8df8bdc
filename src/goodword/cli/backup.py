"""`backup`: one encrypted file of everything this home keeps, while the site goes on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goodword.cli.home import Home
from goodword.cli.problems import Stop
from goodword.cli.serve import parser
from goodword.cli.setup import start
from goodword.core.backups import keys
from goodword.core.backups.manifest import check
from goodword.core.backups.problems import Trouble


def run(arguments: list[str]) -> int:
    """Make a backup, read it back, and print what is in it."""
    options = parser("backup")
    options.add_argument("target", nargs="?")
    options.add_argument("--key-file")
    given = options.parse_args(arguments)
    home = Home()
    with told():
        back_up(home, Path(given.target).absolute() if given.target else None, given.key_file)
    return 0


def back_up(home: Home, target: Path | None, key_file: str | None = None) -> Path:
    """Make a backup of a home in a file or a folder and say so; gives the file. Raises Trouble or Stop."""
    if not home.kind:
        raise Stop(f"{home.path} holds no site")
    start(home)
    from django.conf import settings

    from goodword.core import erasures
    from goodword.core.backups import keeping, making
    from goodword.core.backups.stores import open_store

    if key_file:
        key = keys.read_key(Path(key_file))
    else:
        key, _new = keys.ensure_key(home.path)
        _show_once(home, key)
    file = making.place_for(target or settings.GOODWORD_BACKUP_DIR)
    store = open_store(os.environ.get("GOODWORD_DATABASE_URL", ""), home.path)
    try:
        made = making.make(store, home.path, file, key)
    finally:
        store.close()
    check(made.file, key)
    erasures.append(erasures.read(home.path / erasures.FILE), made.file.parent / erasures.FILE)
    if made.file.parent == settings.GOODWORD_BACKUP_DIR:
        keeping.note_success(made)
    manifest = made.manifest
    print(
        f"{made.file}: {made.size / 1e6:.1f} MB in {made.seconds:.1f} s, encrypted and read back\n"
        f"  {manifest.rows} rows of {len(manifest.tables)} tables, {len(manifest.files)} files "
        f"({manifest.bytes_of_files / 1e6:.1f} MB)",
        flush=True,
    )
    return made.file


def _show_once(home: Home, key: str) -> None:
    """Print the recovery key of a home at the first backup a person makes; the nightly one cannot show it to anybody."""
    if key != keys.home_key(home.path) or home.state.get(keys.SHOWN):
        return
    print(f"This is the recovery key of your backups:\n\n    {key}\n\n{keys.KEEP_IT}", flush=True)
    print(f"It lies in {home.path / keys.FILE} too, and is not printed again.\n", flush=True)
    home.note(**{keys.SHOWN: True})


@contextmanager
def told() -> Iterator[None]:
    """Turn the Trouble of a backup into what ends a command."""
    try:
        yield
    except Trouble as trouble:
        raise Stop(str(trouble)) from trouble

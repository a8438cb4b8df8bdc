"""A home: the folder of everything one site keeps, and what must be done to it before it is served."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import goodword
from goodword.cli.environment import ROOT
from goodword.cli.problems import Stop
from goodword.cli.progress import Progress, run_shown

PACKAGE = Path(goodword.__file__).parent
DEMO, SITE = "demo", "site"


class Home:
    """The folder of one site. `state.json` in it says what kind of home it is and what was done to it last."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or Path(os.environ["GOODWORD_HOME"])
        self._file = self.path / "state.json"

    @property
    def state(self) -> dict[str, Any]:
        """What is known of this home; empty for a new one."""
        try:
            state = json.loads(self._file.read_text())
        except (OSError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    def note(self, **facts: Any) -> None:
        """Keep facts in the state; None takes one out. The file is replaced whole, so a kill leaves the old one."""
        self.create()
        state = {name: fact for name, fact in {**self.state, **facts}.items() if fact is not None}
        new = self._file.with_suffix(".new")
        try:
            new.write_text(json.dumps(state, indent=1))
            new.replace(self._file)
        except OSError as error:
            raise Stop(f"cannot write {self._file}: {error.strerror}") from error

    def create(self) -> None:
        """Make the folder, for its owner only; raises Stop where that is not possible."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Stop(
                f"cannot make the home {self.path}: {error.strerror}. Name another with --home DIR"
            ) from error

    @property
    def kind(self) -> str:
        """DEMO, SITE, or "" for a home that holds nothing yet."""
        known = str(self.state.get("kind", ""))
        return known or (SITE if self.database.exists() else "")

    @property
    def database(self) -> Path:
        """The SQLite file, whether it is there or not."""
        return self.path / "goodword.sqlite3"

    def is_served(self) -> int:
        """The process that serves this home with `serve` or `demo`; 0 where none does."""
        try:
            number = int((self.path / "serve.pid").read_text())
        except (OSError, ValueError):
            return 0
        # After a power cut another program may have that number.
        asked = subprocess.run(
            ["ps", "-p", str(number), "-o", "args="], check=False, capture_output=True, text=True
        )
        return number if "goodword" in asked.stdout else 0

    @property
    def mode(self) -> str:
        """The GOODWORD_MODE in which this home is served."""
        return "demo" if self.kind == DEMO else "serve"

    def begin_afresh(self) -> None:
        """Throw away what a first loading left half done."""
        for path in (*self.path.glob("goodword.sqlite3*"), self.path / "media", self.path / "mailbox"):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        self.note(loading=None, migrated=None)

    def to_do(self) -> list[str]:
        """The management commands that must run before this home can be served."""
        state = self.state
        commands = []
        if state.get("assets") != assets_stamp() or not (self.path / "static").is_dir():
            commands.append("build_assets")
        if state.get("migrated") != migrations_stamp() or not self._database_is_there():
            commands.append("migrate")
        return commands

    def _database_is_there(self) -> bool:
        # A database server may have been emptied or restored behind our back: there, migrate looks for itself.
        return not os.environ.get("GOODWORD_DATABASE_URL") and self.database.exists()

    def prepare(self, kind: str, *, load: str = "") -> None:
        """Bring this home up to date, showing progress: bundle, migrations, and on a new home the command `load`."""
        self.create()
        if self.state.get("loading"):
            print("The first loading was cut off: beginning afresh.", flush=True)
            self.begin_afresh()
        commands = self.to_do()
        if load and not self.database.exists():
            self.note(loading=True)
            commands.append(load)
        if self.state.get("kind") != kind:
            self.note(kind=kind)
        if commands:
            self._run(commands)
            self.note(assets=assets_stamp(), migrated=migrations_stamp(), loading=None)

    def _run(self, commands: list[str]) -> None:
        progress = Progress("preparing " + ("the community" if len(commands) > 2 else "the site"))
        log = self.path / "preparing.log"
        log.unlink(missing_ok=True)
        steps = [sys.executable, "-P", "-m", "goodword.cli.steps", *commands]
        # A change of a table that waits for a long reader makes everybody behind it wait as well: rather give up and come again.
        waits = os.environ.get("PGOPTIONS", "-c lock_timeout=2s")
        env = {**os.environ, "GOODWORD_MODE": self.mode, "PGOPTIONS": waits}
        status, lines = run_shown(steps, progress, env=env, log=log)
        if status:
            progress.done("stopped")
            raise Stop(f"{_reason(lines, self.path)}\n  The whole story is in {log}")
        progress.done("ready")


def _reason(lines: list[str], home: Path) -> str:
    text = "\n".join(lines)
    if "No space left" in text or "disk is full" in text or shutil.disk_usage(home).free < 5_000_000:
        return f"the disk of {home} is full. Free about 100 MB, or name another place with --home DIR."
    if "lock timeout" in text or "database is locked" in text:
        return "the database is locked by somebody who reads or writes for long. Run it again: it goes on where it was."
    if "readonly database" in text or "Permission denied" in text:
        return f"{home} cannot be written by this user."
    last = [line for line in lines if line.strip() and not line.startswith((" ", "\t"))]
    return f"the site could not be prepared: {last[-1] if last else 'no reason was given'}"


def migrations_stamp() -> str:
    """Changes with any migration of ours, with the locked packages, and with the database that is named."""
    files = sorted(PACKAGE.glob("*/migrations/*.py"))
    locks = [ROOT / "requirements" / "core.txt"] if ROOT else []
    digest = hashlib.sha256(os.environ.get("GOODWORD_DATABASE_URL", "").encode())
    for file in (*files, *locks):
        digest.update(f"{file.parent.parent.name}/{file.name}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def assets_stamp() -> str:
    """Changes with any source of the static bundle."""
    return _stat_stamp([*PACKAGE.glob("*/static/**/*"), *PACKAGE.glob("site/assets*.py")])


def _stat_stamp(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256(str(PACKAGE).encode())
    for path in sorted(paths):
        facts = path.stat()
        if not path.is_dir():
            digest.update(f"{path.relative_to(PACKAGE)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()

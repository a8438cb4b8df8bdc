"""The environment in `.venv`: made on first use from the hash-locked list, repaired when a making was cut off.

Only the standard library is used, since this runs before anything is installed. The environment's pip
configuration decides where packages come from; no address is named here.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goodword.cli.problems import Stop
from goodword.cli.progress import Progress, run_shown


def _checkout() -> Path | None:
    root = Path(__file__).resolve().parents[3]
    return root if (root / "pyproject.toml").exists() and (root / "requirements").is_dir() else None


ROOT = _checkout()
"""The checkout this file lies in, or None when the package was installed."""

LOCKS = {"core": "core.txt", "words": "words.txt", "full": "full.txt", "dev": "dev.txt"}
"""What is installed for each kind of need; each holds all of the one before."""


def ensure(needs: str, argv: list[str]) -> None:
    """Make sure of the environment for "core" or "dev" commands, and go on in its Python.

    Returns when this process already runs in it, and replaces the process otherwise. An installed package (no
    checkout) needs nothing. Raises Stop when the environment cannot be made.
    """
    if ROOT is None or not needs:
        return
    if needs == "core":
        on_postgres = os.environ.get("GOODWORD_DATABASE_URL", "").startswith("postgres")
        needs = "full" if on_postgres or os.environ.get("GOODWORD_REDIS_URL") else "words"
    os.environ.pop("PYTHONPATH", None)
    home = Environment(ROOT)
    inside = Path(sys.prefix).resolve() == home.folder.resolve()
    if not home.is_ready(needs):
        if inside and home.was_cut_off():
            # What runs now would pull the floor from under itself: let the Python it was made from do it.
            os.environ["PYTHONPATH"] = str(ROOT / "src")
            base = base_python()
            os.execv(base, [base, "-P", "-m", "goodword.cli", *argv])
        home.make_or_do_without(needs)
    if not inside:
        python = str(home.python)
        os.execv(python, [python, "-P", "-m", "goodword.cli", *argv])


def base_python() -> str:
    """The Python that virtual environments are made from; its own path when this is not one."""
    return getattr(sys, "_base_executable", "") or sys.executable


class Environment:
    """The virtual environment of one checkout."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / "bin" / "python"
        self._state = self.folder / "goodword.json"
        # Who holds this file is making the environment; what stands in it was begun and is not ended.
        self._lock = root / ".venv.lock"

    def stamp(self, needs: str) -> str:
        """What must be unchanged for the environment to be right: the locks, the place, this layout."""
        lock = (self.root / "requirements" / LOCKS[needs]).read_bytes()
        return hashlib.sha256(f"1 {self.root} ".encode() + lock).hexdigest()

    def is_ready(self, needs: str) -> bool:
        """Whether everything for `needs` was installed to the end, from these very locks."""
        try:
            state = json.loads(self._state.read_text())
        except (OSError, ValueError):
            return False
        if not isinstance(state, dict) or self.was_cut_off() or not self.python.exists():
            return False
        if needs == "words" and state.get("without words") == self.stamp("words"):
            needs = "core"
        larger = list(LOCKS)[list(LOCKS).index(needs) :]
        return any(state.get(name) == self.stamp(name) for name in larger)

    def was_cut_off(self) -> bool:
        """Whether a making was begun and is not ended (it may be going on in another process)."""
        return self._lock.exists() and self._lock.stat().st_size > 0

    def make_or_do_without(self, needs: str) -> None:
        """As `make`; where only the extra `words` cannot be had here, make the rest and say what is lost. Not tried again by itself."""
        try:
            self.make(needs)
        except Stop as problem:
            if needs != "words":
                raise
            self.make("core")
            state = json.loads(self._state.read_text())
            self._state.write_text(json.dumps(state | {"without words": self.stamp("words")}))
            print(
                f"{problem}\nThe site runs without the extra `words`: a question is found by its words alone, not by what it says.\n"
                f"Remove {self._state} to try again.",
                flush=True,
            )

    def make(self, needs: str) -> None:
        """Make or repair the environment, once at a time; raises Stop with what to do when that fails."""
        with self._alone() as lock:
            if self.is_ready(needs):
                return
            if self.was_cut_off():
                print("The last installation was cut off: making .venv anew.", flush=True)
                shutil.rmtree(self.folder, ignore_errors=True)
            progress = Progress("making .venv" if not self.python.exists() else "bringing .venv up to date")
            try:
                os.write(lock, b"making\n")
                if not self.python.exists():
                    self._create(progress)
                self._install(needs, progress, lock)
                self._put_on_path()
                self._state.write_text(json.dumps({needs: self.stamp(needs)}))
                os.ftruncate(lock, 0)
            except OSError as error:
                raise Stop(
                    f"could not make .venv: {error.strerror} ({error.filename or self.folder})"
                ) from error
            progress.done("the environment is ready")

    @contextmanager
    def _alone(self) -> Iterator[int]:
        """Hold the lock of this checkout. The kernel frees it when its last holder dies, pip included."""
        try:
            lock = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        except OSError as error:
            raise Stop(f"cannot write in {self.root}: {error.strerror}") from error
        began = time.monotonic()
        pause = threading.Event()
        try:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    waited = time.monotonic() - began
                    print(f"{waited:4.0f} s  another goodword is making .venv: waiting for it", flush=True)
                    pause.wait(1)
            yield lock
        finally:
            os.close(lock)

    def _create(self, progress: Progress) -> None:
        base = base_python()
        without_pip = ["--without-pip"] if shutil.which("uv") or _can_install_elsewhere(base) else []
        status, lines = run_shown([base, "-m", "venv", *without_pip, str(self.folder)], progress)
        if status or not self.python.exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            raise Stop(
                "python could not make a virtual environment. On Debian and Ubuntu: apt install python3-venv.\n  "
                + "\n  ".join(lines[-5:])
            )

    def _install(self, needs: str, progress: Progress, lock: int) -> None:
        file = self.root / "requirements" / LOCKS[needs]
        locked = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", str(file)]
        progress.label = f"installing {_count(file)} packages"
        lines: list[str] = []
        for installer in self._installers():
            status, lines = run_shown(
                [*installer, *locked],
                progress,
                reads=_what_pip_does,
                keep_open=[lock],
                env=_installers_environment(),
            )
            if status == 0:
                return
        reason = [line for line in lines if "error" in line.lower()] or lines
        raise Stop(
            "the packages could not be installed:\n  " + "\n  ".join(reason[-6:]) + "\n" + _advice(lines)
        )

    def _installers(self) -> Iterator[list[str]]:
        """The ways to install, quickest first; pip is asked when uv does not know the way to the packages."""
        uv = shutil.which("uv")
        if uv:
            yield [uv, "pip", "install", "--python", str(self.python)]
        options = [
            "install",
            "--progress-bar",
            "off",
            "--no-input",
            "--no-compile",
            "--disable-pip-version-check",
        ]
        base = base_python()
        if _can_install_elsewhere(base):
            yield [base, "-m", "pip", "--python", str(self.python), *options]
            return
        if not (self.folder / "bin" / "pip").exists():
            subprocess.run([str(self.python), "-m", "ensurepip", "-q"], check=False)
        yield [str(self.python), "-m", "pip", *options]

    def _put_on_path(self) -> None:
        asked = [str(self.python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
        purelib = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
        Path(purelib, "goodword.pth").write_text(f"{self.root / 'src'}\n")


def _can_install_elsewhere(python: str) -> bool:
    """Whether that Python has a pip that can install into another environment (22.3 and later)."""
    asked = subprocess.run([python, "-m", "pip", "--version"], check=False, capture_output=True, text=True)
    version = asked.stdout.split()[1:2]
    numbers = [int(part) for part in version[0].split(".")[:2] if part.isdigit()] if version else []
    return asked.returncode == 0 and numbers >= [22, 3]


def _installers_environment() -> dict[str, str]:
    return {**os.environ, "PYTHONUNBUFFERED": "1", "PIP_REQUIRE_VIRTUALENV": "0"}


def _count(file: Path) -> int:
    return sum(1 for line in file.read_text().splitlines() if line[:1].isalnum())


def _what_pip_does(line: str) -> str | None:
    words = line.split()
    if words[:1] in (["Collecting"], ["Downloading"], ["Using"]):
        return f"{words[0].lower()} {words[-1] if words[0] == 'Using' else words[1].rsplit('/', 1)[-1]}"
    if words[:1] == ["Installing"]:
        return "unpacking"
    return None


def _advice(lines: list[str]) -> str:
    text = "\n".join(lines)
    if "No space left" in text:
        return "The disk is full: free about 300 MB and run the command again."
    if "HASHES" in text or "hash" in text.lower():
        return "A package is not the one that was locked. Run the command again; if it stays, report it."
    return "Look at the network and at pip's own configuration (`python3 -m pip config list`), then run it again."

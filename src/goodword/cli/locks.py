"""The locks in requirements/: made with uv, checked without it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from goodword.cli.problems import Stop
from goodword.cli.tests import checkout

PLATFORMS = ("x86_64-manylinux_2_28", "aarch64-manylinux_2_28", "aarch64-apple-darwin", "x86_64-apple-darwin")
EXTRAS = {"core": (), "words": ("words",), "full": ("words", "postgres", "redis")}
"""What each lock to run a site holds beside the core: nothing; the sentence vectors; every extra there is."""
NAMES = (*EXTRAS, "dev")
"""To run; to run with vectors; with every extra; to develop and check. Each holds the one before."""
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
HEAD = (
    f"# Made by `./goodword lock`. Wheels exist for {' '.join(PLATFORMS)} with Python {' '.join(PYTHONS)}.\n"
)
_ENTRY = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
_ADDRESS = re.compile(
    r"[a-z+]+://|^\s*(-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)\b", re.MULTILINE
)


@dataclass(frozen=True)
class Lock:
    """One lock file, read: name -> its versions (some platforms need another), and name -> its hashes."""

    versions: dict[str, list[str]]
    hashes: dict[str, list[str]]


def run(arguments: list[str]) -> int:
    """Write both locks anew, then check that every platform finds wheels for all that is needed to run."""
    if arguments not in ([], ["--upgrade"]):
        raise Stop("lock takes no argument but --upgrade", status=2)
    root = checkout()
    folder = root / "requirements"
    folder.mkdir(exist_ok=True)
    before: list[str] = []
    for name, extras in EXTRAS.items():
        options = [word for extra in extras for word in ("--extra", extra)]
        _compile(root, folder / f"{name}.txt", [*options, *before], arguments)
        before = ["-c", str(folder / f"{name}.txt")]
    _compile(root, folder / "dev.txt", ["--all-extras", "--group", "dev", *before], arguments)
    with tempfile.TemporaryDirectory() as empty:
        for platform in PLATFORMS:
            for version in PYTHONS:
                _try_wheels(folder / "full.txt", platform, version, empty)
                print(f"wheels for {platform}, Python {version}: all there", flush=True)
    for name in NAMES:
        file = folder / f"{name}.txt"
        file.write_text(HEAD + file.read_text())
    problems = list(find_problems(root))
    if problems:
        raise Stop("\n  ".join(["the new locks are not right:", *problems]))
    print(
        f"{len(read(folder / 'core.txt').versions)} packages to run, {len(read(folder / 'dev.txt').versions)} in all"
    )
    return 0


def _compile(root: Path, out: Path, options: list[str], upgrade: list[str]) -> None:
    plain = ["--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header", "-q"]
    command = [
        "pip",
        "compile",
        "pyproject.toml",
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
    ]
    _uv(root, [*command, *plain, *options, *upgrade, "-o", str(out)])


def _try_wheels(lock: Path, platform: str, version: str, empty: str) -> None:
    options = ["--python-platform", platform, "--python-version", version, "--target", empty]
    plan = ["pip", "install", "--dry-run", "-q", "--require-hashes", "--only-binary", ":all:", "--no-deps"]
    _uv(lock.parent, [*plan, *options, "-r", str(lock)])


def _uv(folder: Path, words: list[str]) -> None:
    # The wheels of ONNX Runtime ask for macOS 14; uv assumes an older one unless told.
    environment = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": "14.0"}
    command = [sys.executable, "-m", "uv", *words]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, env=environment)
    if done.returncode:
        raise Stop(f"uv {' '.join(words[:2])} failed:\n  {done.stderr.strip()}")


def read(file: Path) -> Lock:
    """Read a lock file; raises Stop where it is missing."""
    if not file.exists():
        raise Stop(f"{file} is missing: run ./goodword lock")
    versions: dict[str, list[str]] = {}
    hashes: dict[str, list[str]] = {}
    name = ""
    for line in file.read_text().splitlines():
        entry = _ENTRY.match(line)
        if entry:
            name = canonical(entry[1])
            versions.setdefault(name, []).append(entry[2])
            hashes.setdefault(name, [])
        hashes.get(name, []).extend(re.findall(r"--hash=sha256:([0-9a-f]{64})", line))
    return Lock(versions, hashes)


def canonical(name: str) -> str:
    """A package's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def find_problems(root: Path) -> Iterator[str]:
    """What is wrong with the locks, as sentences: addresses, missing hashes, what pyproject.toml asks and they lack."""
    project = tomllib.loads((root / "pyproject.toml").read_text())
    folder = root / "requirements"
    locks = {name: read(folder / f"{name}.txt") for name in NAMES}
    for name, lock in locks.items():
        text = (folder / f"{name}.txt").read_text()
        if not text.startswith(HEAD):
            yield f"{name}.txt was not made by ./goodword lock"
        if _ADDRESS.search(text):
            yield f"{name}.txt names an address"
        yield from (
            f"{name}.txt: {package} has no hash" for package, found in lock.hashes.items() if not found
        )
    extras = project["project"].get("optional-dependencies", {})
    wishes: list[str] = []
    for name, names in EXTRAS.items():
        wishes = [
            *project["project"]["dependencies"],
            *(wish for extra in names for wish in extras.get(extra, [])),
        ]
        yield from _unmet(wishes, locks[name], f"{name}.txt")
    for group in (*extras.values(), *project["dependency-groups"].values()):
        wishes += group
    yield from _unmet(wishes, locks["dev"], "dev.txt")
    for smaller, larger in pairwise(NAMES):
        for package, versions in locks[smaller].versions.items():
            if locks[larger].versions.get(package) != versions:
                yield f"{package} differs between {smaller}.txt and {larger}.txt"


def _unmet(wishes: list[str], lock: Lock, file: str) -> Iterator[str]:
    from packaging.requirements import Requirement

    for wish in map(Requirement, wishes):
        versions = lock.versions.get(canonical(wish.name), [])
        if not any(wish.specifier.contains(version, prereleases=True) for version in versions):
            yield f"{file} does not give {wish} (run ./goodword lock)"

"""A private PostgreSQL 15 for the tests: made in a temporary folder, reached by a Unix socket, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from goodword.cli.browser import apt_install
from goodword.cli.problems import Stop

VERSION = 15
DEBIAN = Path(f"/usr/lib/postgresql/{VERSION}/bin")
HOW_TO_GET_IT = f"""\
The suite also runs on PostgreSQL {VERSION}, and its programs initdb and postgres were not found. Any one of these will do:
  - Debian, as root: apt-get install -y --no-install-recommends postgresql-{VERSION} postgresql-contrib
  - macOS: brew install postgresql@{VERSION}, and put its bin folder on the PATH"""
# A crash loses the tests' database, and nobody minds.
QUICK = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=60",
    "autovacuum=off",
)
# Stops the server as soon as the parent's end of the pipe closes: also when the parent was killed.
WATCHED = '"$@" </dev/null & server=$!; read -r _; kill -INT $server 2>/dev/null; wait $server'


def find_binaries() -> Path | None:
    """The folder of initdb and postgres of the right version, or None."""
    places = [DEBIAN]
    on_path = shutil.which("initdb")
    if on_path:
        places.append(Path(on_path).resolve().parent)
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            asked = subprocess.run(
                [place / "postgres", "--version"], check=False, capture_output=True, text=True
            )
            if f" {VERSION}." in asked.stdout:
                return place
    return None


def ensure_binaries() -> Path:
    """Find the server's programs, or install them as root on Debian; raises Stop, naming them, where neither works."""
    found = find_binaries()
    if (
        found is None
        and os.geteuid() == 0
        and shutil.which("apt-get")
        and Path("/etc/debian_version").exists()
    ):
        print(f"No PostgreSQL {VERSION} found: installing Debian's", flush=True)
        if apt_install(f"postgresql-{VERSION}"):
            found = find_binaries()
    if found is None:
        raise Stop(HOW_TO_GET_IT)
    return found


@contextmanager
def private_cluster() -> Iterator[str]:
    """A running server; gives its address as a database URL. As root it runs as an ordinary user, as it must."""
    binaries = ensure_binaries()
    folder = Path(tempfile.mkdtemp(prefix="goodword-pg-"))
    who = _ordinary_user()
    try:
        if who:
            os.chown(folder, who["user"], who["group"])
        _initdb(binaries, folder, who)
        with _server(binaries, folder, who):
            yield f"postgres://goodword@{quote(str(folder), safe='')}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _ordinary_user() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise Stop("PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as")


def _initdb(binaries: Path, folder: Path, who: dict[str, Any]) -> None:
    options = ["--username=goodword", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]
    command = [str(binaries / "initdb"), "-D", str(folder / "data"), *options]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, **who)
    if done.returncode:
        raise Stop(f"initdb failed:\n  {done.stderr.strip()}")


@contextmanager
def _server(binaries: Path, folder: Path, who: dict[str, Any]) -> Iterator[None]:
    settings = [word for setting in QUICK for word in ("-c", setting)]
    options = ["-D", str(folder / "data"), "-k", str(folder), "-c", "listen_addresses=", *settings]
    command = ["/bin/sh", "-c", WATCHED, "sh", str(binaries / "postgres"), *options]
    log = folder / "log"
    with log.open("wb") as sink:
        # A group of its own: Ctrl-C is for the tests, and the server goes when the pipe closes.
        server = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=sink, stderr=sink, cwd=folder, process_group=0, **who
        )
    try:
        _wait(binaries, folder, server, log)
        yield
    finally:
        assert server.stdin is not None
        server.stdin.close()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, 9)
            server.wait()


def _wait(binaries: Path, folder: Path, server: subprocess.Popen[bytes], log: Path) -> None:
    limit, pause = time.monotonic() + 30, threading.Event()
    ask = [str(binaries / "pg_isready"), "-q", "-h", str(folder)]
    while subprocess.run(ask, check=False).returncode:
        if server.poll() is not None or time.monotonic() > limit:
            raise Stop(f"PostgreSQL did not start:\n  {log.read_text(errors='replace')[-800:]}")
        pause.wait(0.1)

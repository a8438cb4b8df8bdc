"""`upgrade`: from the version that runs to the one that is checked out, with a way back at each step.

The packages were brought up to date when this command started (environment.ensure). The order is: a backup, the tables, the
processes, a look whether it answers. What goes wrong with the tables is undone by migrating back, which loses nothing that was
written meanwhile; only where that fails as well is the backup taken.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

from goodword.cli import supervisor
from goodword.cli.backup import back_up, told
from goodword.cli.home import Home
from goodword.cli.problems import Stop
from goodword.cli.serve import answers, parser

PATIENCE = 120.0
"""Seconds that new processes may take to answer."""
Targets = list[tuple[str, str | None]]


def run(arguments: list[str]) -> int:
    """Upgrade the home."""
    options = parser("upgrade")
    options.add_argument("--no-backup", action="store_true")
    given = options.parse_args(arguments)
    home = Home()
    if not home.kind:
        raise Stop(f"{home.path} holds no site")
    backup: Path | None = None
    if not given.no_backup:
        with told():
            backup = back_up(home, None)
    before, waiting, unsafe = _plan(home)
    print(f"{len(waiting)} migrations wait{': ' if waiting else ''}{', '.join(waiting)}", flush=True)
    if unsafe and home.is_served():
        raise Stop(
            f"{', '.join(unsafe)} takes away what the running version still uses: stop the site, then run upgrade again"
        )
    home.note(assets=None)
    try:
        home.prepare(home.kind)
    except Stop as stop:
        if _plan(home)[1] == waiting:
            raise Stop(f"{stop}\n  No table was changed: the version before goes on as it was") from stop
        try:
            _go_back(home, before, backup)
        except Stop as worse:
            raise Stop(f"{stop}\n  {worse}") from stop
        raise Stop(
            f"{stop}\n  The tables are again those of the version before. Check that one out to go on"
        ) from stop
    _restart(home)
    return 0


def _plan(home: Home) -> tuple[Targets, list[str], list[str]]:
    """The state to go back to, the migrations that wait, and those of them that contract."""
    from goodword.cli.setup import start

    start(home)
    from django.db import connection, connections
    from django.db.migrations.executor import MigrationExecutor

    from goodword.core import expanding

    executor = MigrationExecutor(connection)
    plan = [step for step, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    applied: dict[str, str | None] = dict.fromkeys(sorted({step.app_label for step in plan}))
    for app, name in sorted(executor.loader.applied_migrations):
        if app in applied:
            applied[app] = name
    connections.close_all()
    names = [f"{step.app_label}.{step.name}" for step in plan]
    return list(applied.items()), names, [str(step) for step in plan if expanding.reason_of(step)]


def _go_back(home: Home, before: Targets, backup: Path | None) -> None:
    """Undo the migrations of this upgrade; raises Stop, saying what to do, where that is not possible."""
    print("The upgrade failed: going back.", flush=True)
    for app, name in before:
        if _manage(home, "migrate", "-v0", app, name or "zero").returncode:
            break
    else:
        home.note(migrated=None)
        return
    if backup is None:
        raise Stop("the migrations could not be undone and there is no backup: restore one of your own")
    if home.is_served():
        raise Stop(
            f"the migrations could not be undone. Stop the site and run: ./goodword restore --force {backup}"
        )
    # In a process of its own: this one works on the home that is to be replaced.
    words = ["--home", str(home.path), "restore", str(backup), "--force", "--as-it-was"]
    if subprocess.run([*supervisor.python("goodword.cli"), *words], check=False).returncode:
        raise Stop(
            f"nor could the backup be brought back: see above, then ./goodword restore --force {backup}"
        )


def _restart(home: Home) -> None:
    """Have the running site take up the new source and wait until it answers; or try whether it would."""
    parent = home.is_served()
    if not parent:
        _try_out(home)
        print("The site is up to date. Start it: ./goodword serve, or systemctl start goodword")
        return
    old = _children(parent)
    host, port = _address(old)
    os.kill(parent, signal.SIGHUP)
    print("The running site takes up the new source …", flush=True)
    if not _within(PATIENCE, lambda: not set(old) & set(_children(parent)) and answers(host, port)):
        raise Stop(
            "the running site did not take up the new source; the old processes go on as before. What the site\n"
            "  printed says why; `./goodword doctor` may too"
        )
    print(f"The site answers at {host}:{port}, with the new source.")


def _try_out(home: Home) -> None:
    """Start a web server of the new version on a free port and ask it; raises Stop where it does not answer."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = int(trial.getsockname()[1])
    env = {**os.environ, "GOODWORD_MODE": home.mode}
    env.setdefault("GOODWORD_SITE_URL", f"http://127.0.0.1:{port}")
    command = supervisor.python("goodword.cli.web", "127.0.0.1", str(port))
    trial_run = subprocess.Popen(command, env=env, start_new_session=True)
    try:
        good = _within(PATIENCE, lambda: trial_run.poll() is not None or answers("127.0.0.1", port))
        if not good or trial_run.poll() is not None:
            raise Stop(
                "the new version does not answer: see above. The tables are up to date and the old version can use them"
            )
    finally:
        trial_run.terminate()
        try:
            trial_run.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(trial_run.pid, signal.SIGKILL)


def _children(parent: int) -> dict[int, str]:
    """The processes whose parent that is, with their command lines."""
    asked = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], check=True, capture_output=True, text=True)
    rows = (line.split(None, 2) for line in asked.stdout.splitlines())
    return {int(row[0]): row[2] for row in rows if len(row) == 3 and int(row[1]) == parent}


def _address(children: dict[int, str]) -> tuple[str, int]:
    """Where the web process listens, as its command line says."""
    for line in children.values():
        words = line.split()
        if "goodword.cli.web" in words:
            at = words.index("goodword.cli.web")
            return words[at + 1], int(words[at + 2])
    raise Stop("no web server runs under the parent: ./goodword doctor")


def _within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Whether it comes true within that time."""
    pause, limit = threading.Event(), time.monotonic() + seconds
    while not holds():
        if time.monotonic() > limit:
            return False
        pause.wait(0.2)
    return True


def _manage(home: Home, *words: str) -> subprocess.CompletedProcess[str]:
    command = [*supervisor.python("goodword.cli"), "--home", str(home.path), "manage", *words]
    env = {**os.environ, "GOODWORD_MODE": home.mode}
    return subprocess.run(command, check=False, capture_output=True, text=True, env=env)

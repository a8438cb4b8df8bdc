"""`ci`: everything that must be green before a change lands."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from goodword.cli.check import static_steps
from goodword.cli.postgres import ensure_binaries, private_cluster
from goodword.cli.problems import Stop
from goodword.cli.stepping import Steps
from goodword.cli.tests import PROCESSES, checkout, get_browser, pytest_command

_COUNT = re.compile(r"(\d+) (passed|failed|error|errors|skipped|xfailed|xpassed)")
NO_TESTS_COLLECTED = 5


def run(arguments: list[str]) -> int:
    """Run every step, print their table, and close with the count of tests; 1 when any step failed."""
    if arguments:
        raise Stop("ci takes no arguments", status=2)
    root = checkout()
    # A stop is an exception like Ctrl-C, so that the private server is stopped on the way out.
    signal.signal(signal.SIGTERM, _interrupt)
    print("Goodword: the whole check. Nothing of your own home is touched.\n", flush=True)
    steps, counts = Steps(root), Counter[str]()
    plain = {name: value for name, value in os.environ.items() if name != "GOODWORD_DATABASE_URL"}
    steps.function("the tests' browser", _browser)
    steps.function("PostgreSQL's programs", lambda: str(ensure_binaries()))
    static_steps(steps)
    with tempfile.TemporaryDirectory(prefix="goodword-ci-") as home:
        manage = [sys.executable, "-P", "-m", "goodword.cli", "manage", "migrate", "-v0"]
        steps.command("migrations on an empty SQLite", manage, {**plain, "GOODWORD_HOME": home})
        slow = ["--durations=12", "--durations-min=4"]
        suite = ["-q", "-n", PROCESSES, "--dist", "loadfile", "-m", "not browser", *slow]
        steps.function("tests on SQLite", lambda: _tests(root, suite, plain, counts))
        steps.function(
            "tests in the browser", lambda: _tests(root, ["-q", "-m", "browser", *slow], plain, counts)
        )
        again = [word.replace("not browser", "not browser and not once") for word in suite]
        steps.function("on PostgreSQL 15", lambda: _on_postgres(root, home, plain, again, counts))
    print(f"\n{steps.table()}\n", flush=True)
    failed = counts["failed"] + counts["error"] + counts["errors"]
    if not steps.passed and not failed:
        failed = 1
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    print(f"{counts['passed']} passed, {failed} failed{skipped}", flush=True)
    return 0 if steps.passed and not failed and counts["passed"] else 1


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _browser() -> str:
    get_browser()
    return os.environ["GOODWORD_CHROMIUM"]


def _on_postgres(root: Path, home: str, plain: dict[str, str], suite: list[str], counts: Counter[str]) -> str:
    with private_cluster() as url:
        env = {**plain, "GOODWORD_DATABASE_URL": url, "GOODWORD_HOME": home}
        manage = [sys.executable, "-P", "-m", "goodword.cli", "manage", "migrate", "-v0"]
        done = subprocess.run(manage, cwd=root, env=env, check=False, capture_output=True, text=True)
        if done.returncode:
            raise Stop(f"the migrations fail:\n{done.stderr.rstrip()}")
        return _tests(root, suite, env, counts)


def _tests(root: Path, arguments: list[str], env: dict[str, str], counts: Counter[str]) -> str:
    """Run pytest in sight, add its counts, and return its closing line; raises Stop when it fails."""
    child = subprocess.Popen(
        pytest_command(*arguments),
        cwd=root,
        env={**env, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    assert child.stdout is not None
    closing = ""
    try:
        for line in child.stdout:
            # The count of all runs closes the output; that of one run must not be taken for it.
            if _COUNT.search(line) and re.search(r" in \d+[.\d]*s", line):
                closing = line.strip().strip("= ")
            else:
                print(f"      {line}", end="", flush=True)
        status = child.wait()
    except BaseException:
        child.terminate()
        child.wait()
        raise
    for number, what in _COUNT.findall(closing):
        counts[what] += int(number)
    if status not in (0, NO_TESTS_COLLECTED):
        raise Stop(closing or f"pytest ended with status {status}")
    return closing or "no tests"

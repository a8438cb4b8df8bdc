"""`test`: the suite on a fresh machine, its browser included."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from goodword.cli.browser import HOW_TO_GET_ONE, ensure_chromium
from goodword.cli.environment import ROOT
from goodword.cli.problems import Stop

PROCESSES = "2"
# Options of pytest that take the next word with them; what is left are paths.
TAKES_A_WORD = frozenset(
    {"-k", "-m", "-n", "-p", "-c", "-o", "-W", "--maxfail", "--durations", "--tb", "--junitxml"}
)


def run(arguments: list[str]) -> int:
    """Run pytest with `arguments`; the whole suite, on two processes, when they name no path."""
    root = checkout()
    paths = paths_in(arguments)
    whole = not paths and not any(word in ("-k", "-m") or word.startswith(("-k", "-m")) for word in arguments)
    if "--no-browser" not in arguments and (whole or any("browser" in path for path in paths)):
        get_browser()
    parallel = ["-n", PROCESSES, "--dist", "loadfile"] if whole and "-n" not in arguments else []
    return subprocess.run(pytest_command(*parallel, *arguments), cwd=root, check=False).returncode


def checkout() -> Path:
    """The root of the checkout; raises Stop for an installed package, which carries no tests."""
    if ROOT is None:
        raise Stop("this works in a checkout of the source only")
    data = os.environ.get("GOODWORD_DATA")
    if data:  # a relative folder is meant from the checkout, wherever the command was called
        os.environ["GOODWORD_DATA"] = str((ROOT / data).resolve())
    return ROOT


def get_browser() -> None:
    """Find or install the browser and name it in GOODWORD_CHROMIUM; raises Stop when there is none to be had."""
    found = ensure_chromium(say=lambda text: print(text, flush=True))
    if found is None:
        raise Stop(HOW_TO_GET_ONE)
    os.environ["GOODWORD_CHROMIUM"] = found


def pytest_command(*arguments: str) -> list[str]:
    """The command line of pytest with this Python."""
    return [sys.executable, "-m", "pytest", *arguments]


def paths_in(arguments: list[str]) -> list[str]:
    """The words of a pytest command line that name what to run."""
    paths, skip = [], False
    for word in arguments:
        if skip:
            skip = False
        elif word in TAKES_A_WORD:
            skip = True
        elif not word.startswith("-"):
            paths.append(word)
    return paths

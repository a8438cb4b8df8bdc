"""Tests on real data: `@pytest.mark.real_data("folder")` and the fixture `real_data`.

The folders lie in `GOODWORD_DATA`. Without it such a test is left out and counted at the end of the run; with
`GOODWORD_DATA_REQUIRED=1` a missing folder is a failure.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

LEFT_OUT = "left out for want of GOODWORD_DATA"


def _folder(name: str) -> Path | None:
    root = os.environ.get("GOODWORD_DATA", "")
    path = Path(root, name) if root else None
    return path if path is not None and path.exists() else None


def _required() -> bool:
    return os.environ.get("GOODWORD_DATA_REQUIRED", "") not in ("", "0")


def _need(name: str) -> Path:
    path = _folder(name)
    if path is None and _required():
        pytest.fail(f"GOODWORD_DATA_REQUIRED is set, and GOODWORD_DATA has no folder {name!r}", pytrace=False)
    if path is None:
        pytest.skip(f"{LEFT_OUT} ({name})")
    return path


@pytest.fixture
def real_data() -> Callable[[str], Path]:
    """A function that gives the path of a folder or file of GOODWORD_DATA, or leaves the test out."""
    return _need


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out (or fail) a marked test before its fixtures are made."""
    for mark in item.iter_markers("real_data"):
        for name in mark.args or (".",):
            _need(name)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were left out, so that a short run is never taken for a whole one."""
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum(1 for report in skipped if LEFT_OUT in str(report.longrepr))
    if count:
        terminalreporter.write_line(
            f"{count} real-data tests {LEFT_OUT}: point it at the folder of data sets to run them.",
            yellow=True,
        )
    elif not os.environ.get("GOODWORD_DATA"):
        terminalreporter.write_line(f"0 real-data tests {LEFT_OUT}.")

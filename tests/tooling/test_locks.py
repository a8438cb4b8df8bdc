"""The locks: what they must hold, and that ours do."""

import shutil
from pathlib import Path

import pytest

from goodword.cli import locks
from goodword.cli.environment import ROOT

assert ROOT is not None
HASH = "--hash=sha256:" + "a" * 64


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_ours_are_right() -> None:
    assert list(locks.find_problems(ROOT)) == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("--index-url https://example.org/simple", "names an address"),
        ("a-package @ https://example.org/a.whl", "names an address"),
        ("--extra-index-url x", "names an address"),
        ("a-package==1", "a-package has no hash"),
        (f"a-package==1 {HASH}", "a-package differs between core.txt and words.txt"),
    ],
)
def test_a_wrong_line_is_found(copy: Path, line: str, problem: str) -> None:
    with (copy / "requirements" / "core.txt").open("a") as lock:
        lock.write(f"{line}\n")
    assert any(problem in found for found in locks.find_problems(copy))


def test_a_wish_that_is_not_locked_is_found(copy: Path) -> None:
    project = copy / "pyproject.toml"
    project.write_text(project.read_text().replace('"Django~=5.2.19"', '"Django>=99"'))
    assert any("does not give Django>=99" in found for found in locks.find_problems(copy))


def test_a_lock_that_was_written_by_hand_is_found(copy: Path) -> None:
    (copy / "requirements" / "dev.txt").write_text("")
    assert any("not made by" in found for found in locks.find_problems(copy))


def test_reading_a_lock(tmp_path: Path) -> None:
    file = tmp_path / "lock.txt"
    file.write_text(
        f"Some_Name[extra]==1.2 ; python_version < '4' \\\n    {HASH} \\\n    {HASH}\nother==3 \\\n    {HASH}\n"
    )
    lock = locks.read(file)
    assert lock.versions == {"some-name": ["1.2"], "other": ["3"]}
    assert [len(found) for found in lock.hashes.values()] == [2, 1]

"""The environment in .venv: when it is ready, when it is made anew, and by whom."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from goodword.cli import environment
from goodword.cli.environment import Environment
from goodword.cli.problems import Stop


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "src").mkdir()
    (tmp_path / "pyproject.toml").touch()
    for name in environment.LOCKS.values():
        (tmp_path / "requirements" / name).write_text(f"# {name}\n")
    return tmp_path


@pytest.fixture
def made(checkout: Path) -> Environment:
    env = Environment(checkout)
    env.python.parent.mkdir(parents=True)
    env.python.symlink_to(sys.executable)
    (env.folder / "goodword.json").write_text(json.dumps({"core": env.stamp("core")}))
    return env


def test_a_new_checkout_is_not_ready(checkout: Path) -> None:
    assert not Environment(checkout).is_ready("core")


def test_ready_until_the_lock_changes(made: Environment) -> None:
    assert made.is_ready("core")
    assert not made.is_ready("dev")
    (made.root / "requirements" / "core.txt").write_text("# another\n")
    assert not made.is_ready("core")


def test_an_environment_for_development_serves_too(made: Environment) -> None:
    (made.folder / "goodword.json").write_text(json.dumps({"dev": made.stamp("dev")}))
    assert made.is_ready("core")
    assert made.is_ready("words")
    assert made.is_ready("full")


def test_a_checkout_that_was_moved_is_made_anew(made: Environment, tmp_path: Path) -> None:
    moved = tmp_path.with_name(tmp_path.name + "-moved")
    tmp_path.rename(moved)
    assert not Environment(moved).is_ready("core")


@pytest.mark.parametrize("state", ["", "{", "[]", "null"])
def test_a_broken_state_is_not_ready(made: Environment, state: str) -> None:
    (made.folder / "goodword.json").write_text(state)
    assert not made.is_ready("core")


def test_one_that_was_cut_off_is_not_ready_and_is_made_from_nothing(
    made: Environment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (made.root / ".venv.lock").write_text("making\n")
    rubbish = made.folder / "half-a-package"
    rubbish.touch()
    assert not made.is_ready("core")
    monkeypatch.setattr(Environment, "_install", lambda *_: None)
    made.make("core")
    assert made.is_ready("core")
    assert not rubbish.exists()
    assert "cut off" in capsys.readouterr().out


def test_a_failed_installation_leaves_it_not_ready(
    made: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    (made.root / "requirements" / "core.txt").write_text(
        "no-such-package-anywhere==1 --hash=sha256:" + "0" * 64
    )
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("UV_NO_INDEX", "1")
    with pytest.raises(Stop, match="could not be installed"):
        made.make("core")
    assert not made.is_ready("core")


def test_where_the_words_extra_cannot_be_had_the_rest_is_made_and_that_is_said(
    made: Environment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: list[str] = []

    def install(self: Environment, needs: str, *_: object) -> None:
        tried.append(needs)
        if needs != "core":
            raise Stop("no wheel of onnxruntime for this machine")

    monkeypatch.setattr(Environment, "_install", install)
    monkeypatch.setattr(Environment, "_put_on_path", lambda *_: None)
    made.make_or_do_without("words")
    assert tried == ["words", "core"]
    assert made.is_ready("words") and made.is_ready("core") and not made.is_ready("full")
    said = capsys.readouterr().out
    assert "no wheel of onnxruntime" in said and "without the extra `words`" in said
    (made.root / "requirements" / "words.txt").write_text("# another\n")
    assert not made.is_ready("words")


def test_what_is_needed_is_not_done_without(made: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    def install(*_: object) -> None:
        raise Stop("no network")

    monkeypatch.setattr(Environment, "_install", install)
    for needs in ("words", "full"):
        with pytest.raises(Stop, match="no network"):
            made.make_or_do_without(needs)


def test_two_at_once_wait_for_each_other(made: Environment) -> None:
    code = (
        "import sys, pathlib; from goodword.cli.environment import Environment\n"
        "env = Environment(pathlib.Path(sys.argv[1]))\n"
        "with env._alone():\n    print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(made.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    waiter = subprocess.Popen(
        [sys.executable, "-c", code, str(made.root)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert waiter.stdout is not None
    assert "waiting for it" in waiter.stdout.readline()
    holder.kill()  # a dead holder holds nothing
    holder.communicate()
    rest, _ = waiter.communicate(timeout=10)
    assert rest.endswith("held\n")


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Collecting django==5.2.19", "collecting django==5.2.19"),
        ("  Downloading pillow-13.whl (7.1 MB)", "downloading pillow-13.whl"),
        ("Installing collected packages: a, b", "unpacking"),
        ("something else", None),
    ],
)
def test_progress_says_what_pip_does(line: str, shown: str | None) -> None:
    assert environment._what_pip_does(line) == shown

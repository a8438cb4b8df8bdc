"""A home: its kind, its state, and a first loading that was cut off."""

import io
import os
import stat
import subprocess
from pathlib import Path

import pytest

from goodword.cli import demo, home
from goodword.cli.home import DEMO, SITE, Home
from goodword.cli.problems import Stop
from goodword.cli.progress import Progress, run_shown


@pytest.fixture
def new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv("GOODWORD_DATABASE_URL", raising=False)
    return Home(tmp_path / "home")


@pytest.fixture
def runs(new: Home, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The lists of management commands that were run; each makes what the real ones make."""
    done: list[list[str]] = []

    def run(self: Home, commands: list[str]) -> None:
        done.append(commands)
        self.database.touch()
        (self.path / "static").mkdir(exist_ok=True)

    monkeypatch.setattr(Home, "_run", run)
    return done


def test_a_new_home_is_private_and_of_no_kind(new: Home) -> None:
    assert new.kind == ""
    new.create()
    assert stat.S_IMODE(new.path.stat().st_mode) == 0o700


def test_a_first_start_does_everything_and_a_second_nothing(new: Home, runs: list[list[str]]) -> None:
    new.prepare(DEMO, load="load_demo")
    new.prepare(DEMO, load="load_demo")
    assert runs == [["build_assets", "migrate", "load_demo"]]
    assert new.mode == "demo"


def test_a_site_is_not_loaded(new: Home, runs: list[list[str]]) -> None:
    new.prepare(SITE)
    assert runs == [["build_assets", "migrate"]]
    assert new.mode == "serve"


def test_a_new_migration_is_applied(
    new: Home, runs: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    new.prepare(SITE)
    monkeypatch.setattr(home, "migrations_stamp", lambda: "another")
    new.prepare(SITE)
    assert runs[1:] == [["migrate"]]


def test_a_database_server_is_always_asked(
    new: Home, runs: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOODWORD_DATABASE_URL", "postgres://nobody@127.0.0.1/none")
    new.prepare(SITE)
    new.prepare(SITE)
    assert runs[1:] == [["migrate"]]


def test_a_loading_that_was_cut_off_is_begun_afresh(
    new: Home, runs: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def die(self: Home, commands: list[str]) -> None:
        self.database.write_text("half")
        (self.path / "media").mkdir()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Home, "_run", die)
        with pytest.raises(KeyboardInterrupt):
            new.prepare(DEMO, load="load_demo")
    assert new.state["loading"] is True
    new.prepare(DEMO, load="load_demo")
    assert "beginning afresh" in capsys.readouterr().out
    assert runs == [["build_assets", "migrate", "load_demo"]]
    assert new.database.read_text() == ""
    assert not (new.path / "media").exists()
    assert "loading" not in new.state


@pytest.mark.parametrize("state", ["", "{", "[1]", "null"])
def test_a_broken_state_is_an_empty_one(new: Home, state: str) -> None:
    new.create()
    (new.path / "state.json").write_text(state)
    assert new.state == {}


def test_a_database_nobody_noted_is_a_site(new: Home) -> None:
    new.create()
    new.database.touch()
    assert new.kind == SITE
    with pytest.raises(Stop, match="a site of your own"):
        demo._check_kind(new, DEMO)


def test_the_demonstration_is_no_empty_site(new: Home) -> None:
    new.note(kind=DEMO)
    with pytest.raises(Stop, match="holds the demonstration"):
        demo._check_kind(new, SITE)


def test_a_failure_is_a_sentence_and_the_story_is_kept(new: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Home, "to_do", lambda self: ["no_such_command"])
    with pytest.raises(Stop, match="could not be prepared") as stopped:
        new.prepare(SITE)
    assert "Traceback" not in str(stopped.value)
    assert "Traceback" in (new.path / "preparing.log").read_text()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("django.db.utils.OperationalError: database or disk is full", "disk of"),
        ("OSError: [Errno 28] No space left on device: 'x'", "disk of"),
        ("django.db.utils.OperationalError: attempt to write a readonly database", "cannot be written"),
        ("ValueError: something else", "something else"),
    ],
)
def test_the_reason_is_in_plain_words(tmp_path: Path, line: str, says: str) -> None:
    assert says in home._reason(["Traceback (most recent call last):", "  File x", line], tmp_path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_full_disk_does_not_hide_what_happened() -> None:
    progress = Progress("telling", io.StringIO())
    status, lines = run_shown(["sh", "-c", "echo one; echo two; exit 3"], progress, log=Path("/dev/full"))
    assert (status, lines) == (3, ["one", "two"])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_cannot_be_made(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Stop, match="cannot make the home"):
        Home(tmp_path / "home").create()


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    with pytest.raises(Stop, match="cannot make the home"):
        Home(tmp_path / "home").create()


def test_doctor_answers_on_a_new_home(tmp_path: Path) -> None:
    from goodword.cli.environment import ROOT

    assert ROOT is not None
    asked = [ROOT / "goodword", "--home", str(tmp_path / "none"), "doctor"]
    done = subprocess.run(asked, check=False, capture_output=True, text=True)
    assert "not made yet" in done.stdout
    assert "Traceback" not in done.stderr

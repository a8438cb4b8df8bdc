"""The console command: its table, its options, and what it says when something is wrong."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from goodword import cli
from goodword.cli import commands, dispatch, tests
from goodword.cli.environment import ROOT
from goodword.cli.problems import Stop

assert ROOT is not None
LAUNCHER = ROOT / "goodword"


def call(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LAUNCHER, *words], check=False, capture_output=True, text=True, env={**os.environ, **env}
    )


@pytest.mark.parametrize("name", sorted(commands.COMMANDS))
def test_every_command_is_described_and_exists(name: str) -> None:
    command = commands.COMMANDS[name]
    assert f"  {command.usage}" in commands.help_text()
    assert command.does in commands.help_text(name)
    if name != "help":
        module, _, function = command.runs.partition(":")
        assert callable(getattr(importlib.import_module(module), function))


@pytest.mark.parametrize("name", sorted(commands.COMMANDS))
def test_every_command_is_in_the_documentation(name: str) -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    assert any(f"./goodword {name}" in page.read_text(encoding="utf-8") for page in pages if page.exists())


@pytest.mark.parametrize("module", sorted(path.stem for path in Path(cli.__file__).parent.glob("*.py")))
def test_every_module_says_what_it_is(module: str) -> None:
    assert (Path(cli.__file__).parent / f"{module}.py").read_text().startswith('"""')


@pytest.mark.parametrize(
    ("given", "home", "words"),
    [
        (["--home", "/x", "demo"], "/x", ["demo"]),
        (["demo", "--home", "/x", "--port", "1"], "/x", ["demo", "--port", "1"]),
        (["demo", "--home=/x"], "/x", ["demo"]),
        (["--home", "/x", "manage", "shell", "--home", "/y"], "/x", ["manage", "shell", "--home", "/y"]),
        (["import", "products", "a b.csv", "--home", "/x y"], "/x y", ["import", "products", "a b.csv"]),
    ],
)
def test_home_is_taken_before_or_after_the_command(given: list[str], home: str, words: list[str]) -> None:
    assert cli.take_home(given) == (Path(home), words)


def test_without_a_home_it_is_var_in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOODWORD_HOME")
    assert cli.take_home(["demo"]) == (ROOT / "var", ["demo"])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nonsense"], "no command 'nonsense'"),
        (["help", "nonsense"], "no command 'nonsense'"),
        (["demo", "--home"], "--home needs a folder"),
        (["demo", "--port", "none"], "is no port"),
        (["demo", "--port", "70000"], "is no port"),
        (["demo", "--nonsense"], "unrecognized arguments"),
        (["demo", "--host", "0.0.0.0"], "to this machine alone"),
        (["demo", "--host", "192.0.2.1"], "to this machine alone"),
        (["serve", "--host", "0.0.0.0"], "GOODWORD_SITE_URL"),
        (["import"], "import what?"),
        (["import", "nonsense"], "no `import nonsense`"),
        (["bench", "nonsense"], "no `bench nonsense`"),
        (["check", "nonsense"], "check what?"),
        (["ci", "nonsense"], "no arguments"),
        (["doctor", "database", "nonsense"], "one topic at most"),
        (["lock", "nonsense"], "no argument"),
        (["worker", "nonsense"], "no arguments"),
        (["translate", "../x"], "no language code"),
    ],
)
def test_a_mistake_gets_a_sentence_and_no_stack(
    words: list[str],
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GOODWORD_HOME", str(tmp_path / "home"))
    assert cli.main(words) in (1, 2)
    said = capsys.readouterr().err
    assert said.startswith("goodword: ")
    assert says in said
    assert "Traceback" not in said
    assert not (tmp_path / "home").exists()


def test_the_launcher_hands_over(tmp_path: Path) -> None:
    done = call("--home", str(tmp_path), "manage", "version")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("5.2.")


def test_the_launcher_works_from_any_folder_and_any_python_path(tmp_path: Path) -> None:
    (tmp_path / "goodword.py").write_text("raise SystemExit('the wrong one')")
    done = subprocess.run(
        [LAUNCHER, "help"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert done.returncode == 0
    assert "./goodword" in done.stdout


def test_the_launcher_says_what_is_missing_without_python(tmp_path: Path) -> None:
    for name in ("dirname", "sh"):
        found = next(Path(place, name) for place in ("/usr/bin", "/bin") if Path(place, name).exists())
        (tmp_path / name).symlink_to(found)
    copy = tmp_path / "goodword"
    copy.write_bytes(LAUNCHER.read_bytes())
    done = subprocess.run(
        [tmp_path / "sh", copy, "help"],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": str(tmp_path)},
    )
    assert done.returncode == 1
    assert "no Python of 3.11 or later" in done.stderr
    assert "python3-venv" in done.stderr


def test_a_second_start_imports_nothing_heavy() -> None:
    code = "import sys; import goodword.cli, goodword.cli.environment, goodword.cli.demo; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert not {"django", "granian", "pydantic", "rich", "asyncio"}.intersection(loaded)


@pytest.mark.parametrize(
    ("words", "paths"),
    [
        ([], []),
        (["-k", "name"], []),
        (["src/goodword/core", "-k", "name", "-x"], ["src/goodword/core"]),
        (["tests/a.py::test_b", "--tb", "short"], ["tests/a.py::test_b"]),
    ],
)
def test_paths_are_told_from_options(words: list[str], paths: list[str]) -> None:
    assert tests.paths_in(words) == paths


def test_management_commands_are_found_by_name() -> None:
    for prefix in ("import", "bench"):
        for name in dispatch.names(prefix):
            assert name.isidentifier()


def test_stop_carries_its_status() -> None:
    assert Stop("words", status=3).status == 3

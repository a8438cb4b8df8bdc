"""What every source file keeps: short files and functions, reads and writes in their places, room READMEs."""

import ast
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "goodword"
TESTS = Path(__file__).parents[1]
ROOMS = sorted(folder.parent for folder in PACKAGE.glob("*/apps.py"))
MOST_LINES_OF_A_FILE = 450
MOST_LINES_OF_A_FUNCTION = 60
MOST_LINES_OF_A_VIEW = 30
# Drawings and tables of words are data that happens to be Python.
MADE_OF_DATA = {"site/icons.py"}


@cache
def sources() -> tuple[Path, ...]:
    found = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]
    return tuple(sorted(found))


def place(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def is_test(path: Path) -> bool:
    return "tests" in path.relative_to(PACKAGE).parts


def in_layer(path: Path, names: tuple[str, ...]) -> bool:
    """Whether a module of a room belongs to one of these layers: `views.py`, `views/…` or `reviews_urls.py`."""
    inside = path.relative_to(PACKAGE).with_suffix("").parts[1:]
    return bool(inside) and any(inside[0] == name or inside[0].endswith(f"_{name}") for name in names)


def functions(path: Path) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    """(place, node, lines) of every function of a file; a decorator is not part of its length."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{place(path)}:{node.lineno} {node.name}", node, (node.end_lineno or 0) - node.lineno + 1


def test_no_file_is_long() -> None:
    lengths = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    long = {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_A_FILE}
    assert {name: lines for name, lines in long.items() if name not in MADE_OF_DATA} == {}


def test_no_function_is_long() -> None:
    long = [
        f"{where}: {lines} lines"
        for path in sources()
        for where, _node, lines in functions(path)
        if lines > MOST_LINES_OF_A_FUNCTION
    ]
    assert long == []


def test_views_are_short() -> None:
    """A view loads, validates, calls one verb and answers. A longer one is named in the summary of the run."""
    for path in sources():
        if in_layer(path, ("views", "desk")) and not is_test(path):
            for where, _node, lines in functions(path):
                if lines > MOST_LINES_OF_A_VIEW:
                    warnings.warn(
                        f"{where} has {lines} lines; {MOST_LINES_OF_A_VIEW} are enough for a view",
                        stacklevel=1,
                    )


def test_views_ask_the_queries_and_never_the_tables() -> None:
    direct = [
        f"{place(path)}:{node.lineno}"
        for path in sources()
        if in_layer(path, ("views", "desk")) and not is_test(path)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager")
    ]
    assert direct == []


def test_views_write_through_verbs_only() -> None:
    writes = {"save", "delete", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
    direct = [
        f"{place(path)}:{node.lineno} .{node.func.attr}()"
        for path in sources()
        if in_layer(path, ("views", "desk")) and not is_test(path)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in writes
    ]
    assert direct == []


def test_nobody_prints_but_the_command() -> None:
    """What a server has to say goes to the log; the command and the management commands speak to a person."""
    speaks = ("cli", "testing")
    printing = [
        f"{place(path)}:{node.lineno}"
        for path in sources()
        if path.relative_to(PACKAGE).parts[0] not in speaks
        and "management" not in path.parts
        and not is_test(path)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printing == []


def test_no_signals() -> None:
    """A room reacts to events, which are in the outbox, and not to signals, which are lost with the process."""
    used = [
        place(path)
        for path in sources()
        if not is_test(path) and "django.db.models.signals" in path.read_text()
    ]
    assert used == []


def test_no_check_is_switched_off() -> None:
    """A rule that does not fit is changed for everybody in pyproject.toml; none is silenced in one line."""
    marks = [
        "# no" + "qa",
        "# type: " + "ignore",
        "pragma: no " + "cover",
        "@pytest.mark." + "skip(",
        "@pytest.mark." + "xfail",
    ]
    files = [*sources(), *TESTS.rglob("*.py")]
    found = [
        f"{path.name}: {mark}" for path in files for mark in marks if mark in path.read_text(encoding="utf-8")
    ]
    assert found == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_each_room_says_what_it_is_for(room: Path) -> None:
    readme = room / "README.md"
    assert readme.exists(), f"{readme} is missing"
    text = readme.read_text(encoding="utf-8")
    assert text.startswith(f"# {room.name}"), "the first line names the room"
    assert len(text.splitlines()) <= 40


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_each_room_lies_as_the_contract_says(room: Path) -> None:
    """Tests in `tests/test_….py`; templates under the name of the room, so that none shadows another room's."""
    strays = [
        path.name
        for path in (room / "tests").glob("*.py")
        if not path.name.startswith(("test_", "__init__", "conftest"))
    ]
    support = [name for name in strays if "def test_" in (room / "tests" / name).read_text(encoding="utf-8")]
    assert support == [], "pytest does not collect these"
    if room.name != "site":
        assert {path.name for path in (room / "templates").glob("*")} <= {room.name}

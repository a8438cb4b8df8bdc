"""`check laws`: which of the ten laws is not whole yet, and why.

Each law has one file, `tests/laws/test_NN_….py`. The first line of its docstring states the law. What is not built
yet stands in the same file as `NOT_WHOLE_YET = ("a sentence", …)`; nothing is skipped for it.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from goodword.cli.problems import Stop

NUMBER_OF_LAWS = 10


@dataclass(frozen=True)
class Law:
    """One law: its number, its first line, how many tests hold it, and what is missing."""

    number: int
    title: str
    tests: int
    missing: tuple[str, ...]


def show(root: Path) -> int:
    """Print each law; the exit status is 1 when one of the ten has no file or no test."""
    laws = read(root)
    for law in laws:
        state = "whole" if not law.missing else "not whole yet"
        print(f"{law.number:2}. {law.title}\n    {state}, {law.tests} test{'s' if law.tests != 1 else ''}")
        for reason in law.missing:
            print(f"    - {reason}")
    absent = sorted(set(range(1, NUMBER_OF_LAWS + 1)) - {law.number for law in laws})
    for number in absent:
        print(f"{number:2}. has no file tests/laws/test_{number:02}_….py")
    untested = [law.number for law in laws if not law.tests]
    return 1 if absent or untested else 0


def read(root: Path) -> list[Law]:
    """Read the files of tests/laws; raises Stop when one cannot be read as Python."""
    return [_read(file) for file in sorted((root / "tests" / "laws").glob("test_[0-9][0-9]_*.py"))]


def _read(file: Path) -> Law:
    try:
        tree = ast.parse(file.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise Stop(f"{file} cannot be read: {error}") from error
    title = (ast.get_docstring(tree) or file.stem).splitlines()[0]
    missing: tuple[str, ...] = ()
    for node in tree.body:
        targets = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
        if any(isinstance(target, ast.Name) and target.id == "NOT_WHOLE_YET" for target in targets):
            value = getattr(node, "value", None)
            found = ast.literal_eval(value) if value is not None else ()
            missing = (found,) if isinstance(found, str) else tuple(found)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    tests = sum(1 for function in functions if function.name.startswith("test"))
    return Law(int(file.stem[5:7]), title, tests, missing)

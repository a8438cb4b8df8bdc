"""Each dependency that can fail has a written outcome and a test (docs/faults.toml); what is not written down is denied."""

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "faults.toml"
OUTCOMES = {"deny", "queue", "degrade"}
PROMISED = {
    *("F1", "F2", "F3", "F4", "F6", "F8", "F10", "F11", "F12", "F13"),
    *("F15", "F16", "F17", "F20", "F21", "F23", "F24"),
}


def faults() -> list[dict]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))["fault"]


def functions(path: Path) -> set[str]:
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_each_fault_that_was_promised_is_written_down_once() -> None:
    ids = [one["id"] for one in faults()]
    assert len(ids) == len(set(ids))
    assert set(ids) >= PROMISED


def test_each_fault_has_an_outcome_in_words() -> None:
    for one in faults():
        assert one["outcome"] in OUTCOMES, one["id"]
        assert one["fails"].endswith(".") and one["then"].endswith("."), one["id"]


def test_each_fault_has_a_test_that_exists() -> None:
    missing = []
    for one in faults():
        assert one["tests"], one["id"]
        for test in one["tests"]:
            path, _, function = test.partition("::")
            if not (ROOT / path).exists() or function not in functions(ROOT / path):
                missing.append(f"{one['id']}: {test}")
    assert missing == []

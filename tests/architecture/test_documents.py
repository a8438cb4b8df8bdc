"""The documents say what is so: settings, events, commands, slots, capabilities; and their links lead somewhere."""

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from goodword.cli.commands import COMMANDS
from goodword.core import events, settings_registry, slots
from goodword.site.management.commands.write_docs import generated

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PACKAGE = ROOT / "src" / "goodword"
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *DOCS.rglob("*.md"),
        *PACKAGE.glob("*/README.md"),
        *(ROOT / "tests").rglob("README.md"),
    ]
)
CODES = {
    **{f"CV-{number}": "" for number in range(1, 13)},
    **{f"CA-{number}": "" for number in range(1, 8)},
    **{f"PE-{number}": "" for number in range(1, 11)},
    **{f"CR-{number}": "" for number in range(1, 10)},
    **dict.fromkeys(("NO", "GA", "MO", "LI", "OU", "IN", "CO", "SI"), ""),
}
REQUIREMENTS = {
    *(f"R{number}" for number in range(1, 17)),
    *(f"M{number}" for number in range(1, 12)),
    *(f"C{number}" for number in range(1, 4)),
    *(f"P{number}" for number in range(1, 7)),
    *(f"E{number}" for number in range(1, 9)),
    *(f"G{number}" for number in range(1, 5)),
    *(f"W{number}" for number in range(1, 13)),
}
STATES = {"works", "in part", "later"}
CITED_TEST = re.compile(r"(?<![\w/])((?:src/goodword|tests)/[\w/.-]*?\w)(?:::(\w+))?(?=[`)\s,;]|$)")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def rows(page: Path) -> dict[str, list[str]]:
    """The rows of all tables of a page by their first cell."""
    found = {}
    for line in text(page).splitlines():
        if line.startswith("|") and not set(line) <= set("|- "):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            found[cells[0].strip("`* ")] = cells
    return found


# ---------------------------------------------------------------------------------------------- what is listed


def test_generated_pages_are_fresh() -> None:
    """`./goodword manage write_docs` writes them."""
    assert [name(page) for page, should in generated().items() if text(page) != should] == []


def test_each_site_setting_is_described() -> None:
    described = rows(DOCS / "self-hosting.md")
    assert {one.key for one in settings_registry.declared()} <= set(described)
    assert all(one.meaning.endswith(".") for one in settings_registry.declared())


def test_each_variable_of_the_environment_is_described() -> None:
    """Those the settings read in docs/self-hosting.md, those of the command and the tests there or in docs/commands.md."""
    read = r"GOODWORD_[A-Z_]*[A-Z]"
    of_the_site = set(re.findall(read, text(PACKAGE / "site" / "settings.py")))
    assert of_the_site <= set(rows(DOCS / "self-hosting.md"))
    everywhere = {
        word for path in PACKAGE.rglob("*.py") for word in re.findall(rf"[\"']({read})[\"']", text(path))
    }
    told = set(re.findall(read, text(DOCS / "self-hosting.md") + text(DOCS / "commands.md")))
    # Handed from a process to its children, nothing to set.
    of_the_parent = {"GOODWORD_LIFELINE", "GOODWORD_LISTEN", "GOODWORD_READY"}
    assert everywhere - of_the_parent <= told


def test_no_variable_is_described_that_nobody_reads() -> None:
    source = "".join(text(path) for path in [*PACKAGE.rglob("*.py"), ROOT / "goodword"])
    told = re.findall(r"`(GOODWORD_[A-Z_]*[A-Z])`", "".join(text(page) for page in PAGES))
    assert [word for word in sorted(set(told)) if word not in source] == []


def test_each_event_is_documented_by_a_sentence() -> None:
    page = text(DOCS / "events.md")
    ours = {name: event for name, event in events.classes().items() if ".tests." not in event.__module__}
    assert [name for name in ours if f"**`{name}`**" not in page] == []
    assert [
        name for name, event in ours.items() if not (event.__doc__ or "").split("\n")[0].endswith(".")
    ] == []


def test_each_slot_is_listed_and_each_panel_has_a_place() -> None:
    templates = "".join(text(path) for path in PACKAGE.glob("*/templates/**/*.html"))
    offered = set(re.findall(r"{%\s*slot\s+\"([^\"]+)\"", templates))
    listed = set(rows(DOCS / "architecture.md"))
    assert offered <= listed, "docs/architecture.md lists the slots"
    assert set(slots.names()) <= offered, "a panel for a slot that no page offers is shown nowhere"


def test_each_capability_has_a_line_a_state_and_its_tests() -> None:
    page = rows(DOCS / "capabilities.md")
    assert set(CODES) <= set(page)
    for code in CODES:
        meaning, state, tests = page[code][1:4]
        assert len(meaning) > 20, code
        assert state in STATES, code
        assert state == "later" or CITED_TEST.search(tests), f"{code} works but cites no test"


def test_each_requirement_has_a_line_a_state_and_its_tests() -> None:
    page = rows(DOCS / "requirements.md")
    assert set(page) >= REQUIREMENTS
    for code in REQUIREMENTS:
        meaning, state, tests = page[code][1:4]
        assert len(meaning) > 20, code
        assert state in STATES, code
        assert state == "later" or CITED_TEST.search(tests), f"{code} holds but cites no test"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_what_a_page_cites_exists(page: Path) -> None:
    """Files and tests that are named as paths."""
    missing = []
    for path, function in CITED_TEST.findall(text(page)):
        found = next((start / path for start in (ROOT, page.parent) if (start / path).exists()), ROOT / path)
        if not found.exists():
            missing.append(path)
        elif function and f"def {function}(" not in text(found):
            missing.append(f"{path}::{function}")
    assert missing == []


# ----------------------------------------------------------------------------------------------- what is named


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_to_files(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text(page), flags=re.DOTALL))
    local = [
        target.split("#")[0]
        for target in targets
        if "://" not in target and not target.startswith(("#", "mailto:"))
    ]
    assert [target for target in local if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_that_are_named_exist(page: Path) -> None:
    words = text(page)
    named = re.findall(r"\./goodword((?: --\w+ \S+)*) ([a-z_]+)(?: ([a-z_]+))?", words)
    unknown = [command for _options, command, _next in named if command not in COMMANDS]
    managed = {following for _options, command, following in named if command == "manage" and following}
    assert unknown == []
    assert managed <= set(get_commands())


def test_the_laws_have_their_files() -> None:
    """Ten files, each beginning with the law it holds; what is missing is said in whole sentences."""
    files = sorted((ROOT / "tests" / "laws").glob("test_[0-9][0-9]_*.py"))
    assert [int(file.stem[5:7]) for file in files] == list(range(1, 11))
    for file in files:
        tree = ast.parse(text(file))
        assert (ast.get_docstring(tree) or "").startswith(f"Law {int(file.stem[5:7])}: "), file.name
        assert file.name in text(ROOT / "README.md"), f"README.md names another file than {file.name}"


def test_decisions_are_numbered() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    assert [page.name for page in pages if not text(page).startswith(f"# {int(page.name[:4])}. ")] == []


def test_the_pages_a_stranger_looks_for_are_there() -> None:
    for page in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "LICENSE"):
        assert (ROOT / page).exists(), page
    assert "./goodword demo" in text(ROOT / "README.md")
    assert "./goodword test" in text(ROOT / "README.md")


def test_no_source_names_a_page_that_is_not_here() -> None:
    """A code such as R11 or CV-5 is enough: docs/requirements.md and docs/capabilities.md list them."""
    names = {page.name for page in PAGES}
    named = {
        f"{path.relative_to(ROOT).as_posix()}: {word}"
        for path in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"), *(ROOT / "tests").rglob("*.py")]
        for word in re.findall(r"\b[A-Z]{3,}\.md\b", text(path))
        if word not in names
    }
    assert named == set()

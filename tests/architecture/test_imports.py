"""The contract of docs/architecture.md on imports, as far as import-linter's layers cannot say it."""

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec

import grimp

ROOMS = frozenset(
    {
        *("connect", "insight", "outreach", "care", "listening", "moderation", "gatherings"),
        *("conversations", "catalog", "notices", "people", "core"),
    }
)
# What another room may import. core is made for it: all of its modules are public.
PUBLIC = frozenset({"models", "queries", "policy", "events", "actions"})
# Pure functions that higher rooms call, each with its reason.
PUBLIC_TOO = {
    "catalog.covers",  # draws a cover; knows no row
    "people.names",  # how somebody is greeted; knows no row
    "people.faces",  # draws a face; knows no row
    "notices.reply_takers",  # where a room registers who takes a reply by mail to its objects
    "notices.texts",  # where a room registers the words of its notices
}
# Inside a room, from top to bottom; a module may import those of its own layer only where they are one package.
LAYERS = (
    {"urls"},
    {"views", "desk"},
    {"forms"},
    {"subscribers", "jobs"},
    {"actions"},
    {"queries"},
    {"policy", "events"},
    {"models"},
)
HEIGHT = {name: len(LAYERS) - index for index, names in enumerate(LAYERS) for name in names}


@cache
def imports() -> frozenset[tuple[str, str]]:
    """Every direct import between modules of the rooms, tests and migrations left out."""
    graph = grimp.build_graph("goodword", exclude_type_checking_imports=True)
    found = set()
    for importer in graph.modules:
        if not {"tests", "migrations"}.intersection(importer.split(".")):
            found |= {(importer, imported) for imported in graph.find_modules_directly_imported_by(importer)}
    return frozenset(found)


def between_rooms() -> Iterator[tuple[str, list[str], list[str]]]:
    for importer, imported in sorted(imports()):
        here, there = importer.split(".")[1:], imported.split(".")[1:]
        if here and there and there[0] in ROOMS:
            yield f"{importer} imports {imported}", here, there


def test_another_room_is_entered_by_its_public_modules_only() -> None:
    wrong = [
        says
        for says, here, there in between_rooms()
        if here[0] in ROOMS
        and here[0] != there[0]
        and there[0] != "core"
        and len(there) > 1
        and there[1] not in PUBLIC
        and ".".join(there[:2]) not in PUBLIC_TOO
    ]
    assert wrong == []


def test_inside_a_room_imports_look_down() -> None:
    wrong = []
    for says, here, there in between_rooms():
        if here[0] == there[0] and len(here) > 1 and len(there) > 1 and here[1] != there[1]:
            above, below = HEIGHT.get(here[1]), HEIGHT.get(there[1])
            if above is not None and below is not None and above <= below:
                wrong.append(says)
    assert wrong == []


def test_what_is_public_too_exists() -> None:
    assert [name for name in sorted(PUBLIC_TOO) if find_spec(f"goodword.{name}") is None] == []

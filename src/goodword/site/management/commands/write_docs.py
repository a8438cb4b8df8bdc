"""`./goodword manage write_docs`: the parts of the documentation that the source knows best.

docs/events.md and what rooms register (`core.documents`) are written whole; in docs/self-hosting.md the table of site settings
between its two marks. A test compares.
"""

import inspect
import types
from dataclasses import fields
from pathlib import Path
from typing import Any, get_type_hints

from django.conf import settings
from django.core.management.base import BaseCommand

from goodword.core import documents, events, settings_registry

DOCS = settings.PACKAGE.parents[1] / "docs"
BEGIN = "<!-- site settings: written by ./goodword manage write_docs -->"
END = "<!-- end of site settings -->"
HEAD = """\
# Events

This page is written by `./goodword manage write_docs` from the classes in each room's `events.py`.

A verb publishes one event in its own transaction; the row of the outbox (`EventRecord`) and what the verb wrote are on
disk together or not at all. Whoever listens hears it after the commit, at least once, so listeners do nothing twice.
Events carry ids and plain values, never a sentence somebody wrote and never a secret. A listener may name a base class
and hears all events below it.
"""


class Command(BaseCommand):
    help = "Write the generated parts of the documentation."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for path, text in generated().items():
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
                self.stdout.write(f"wrote {path.relative_to(DOCS.parent)}")


def generated() -> dict[Path, str]:
    """Each generated page with the text it should have."""
    hosting = DOCS / "self-hosting.md"
    pages = {DOCS / name: text for name, text in documents.pages().items()}
    return pages | {
        DOCS / "events.md": events_page(),
        hosting: with_settings(hosting.read_text(encoding="utf-8")),
    }


def events_page() -> str:
    """docs/events.md: every event of the house, by room."""
    by_room: dict[str, list[str]] = {}
    for name, event in sorted(events.classes().items()):
        if event.__module__.startswith("goodword.") and ".tests." not in event.__module__:
            by_room.setdefault(name.split(".")[0], []).append(_event(name, event))
    return HEAD + "".join(f"\n## {room}\n\n" + "\n".join(texts) for room, texts in sorted(by_room.items()))


def _event(name: str, event: type[events.Event]) -> str:
    about = " ".join((inspect.getdoc(event) or "").split())
    hints = get_type_hints(event)
    carries = ", ".join(f"`{field.name}` ({_type(hints[field.name])})" for field in fields(event))
    base = event.__mro__[1]
    kind = "" if base is events.Event else f" Is a `{base.__name__}`."
    return f"**`{name}`** {about}{kind}\nCarries: {carries or 'nothing'}.\n"


def _type(hint: Any) -> str:
    """A type as a person says it: "int", "int or None", "list of int"."""
    if isinstance(hint, types.UnionType):
        return " or ".join(_type(part) for part in hint.__args__)
    if getattr(hint, "__origin__", None) is list:
        return f"list of {_type(hint.__args__[0])}"
    return "None" if hint is type(None) else getattr(hint, "__name__", str(hint))


def with_settings(page: str) -> str:
    """`page` with the present table of site settings between its marks. Raises ValueError where a mark is missing."""
    before, after = page.index(BEGIN) + len(BEGIN), page.index(END)
    return f"{page[:before]}\n{settings_table()}{page[after:]}"


def settings_table() -> str:
    """Each site setting with its type, its default and its meaning."""
    rows = [
        f"| `{one.key}` | {one.type.__name__} | {_default(one.default)} | {one.meaning} |"
        for one in settings_registry.declared()
    ]
    return "\n".join(["| setting | type | default | meaning |", "|---|---|---|---|", *rows]) + "\n"


def _default(value: Any) -> str:
    return f"`{value}`" if value not in ("", [], {}) else "empty"

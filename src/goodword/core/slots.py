"""Slots: a high room shows a panel on a low room's page. The page says `{% slot "person.desk" person %}` and knows nobody."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from goodword.core.http import Request

Panel = Callable[[Request, Any], str]
_panels: dict[str, list[tuple[int, Panel]]] = defaultdict(list)


def panel(slot: str, *, order: int = 50) -> Callable[[Panel], Panel]:
    """Register a function (request, object) -> HTML for a named slot. It returns "" where it has nothing to show."""

    def register(function: Panel) -> Panel:
        _panels[slot].append((order, function))
        _panels[slot].sort(key=lambda entry: entry[0])
        return function

    return register


def render(slot: str, request: Request, about: Any) -> SafeString:
    """The panels of a slot, in order. Panels are templates of ours, so the joined HTML is safe."""
    return mark_safe("".join(function(request, about) for _order, function in _panels.get(slot, [])))


def names() -> list[str]:
    """The slots somebody uses, for the test that compares them with docs/architecture.md."""
    return sorted(_panels)

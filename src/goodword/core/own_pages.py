"""The pages under /you, as one row of links. The people room has its own; a higher room adds one of its own to the row.

own_pages.add("connect_you:tokens", _("Programs"), order=60)      in the room's registry
{"tabs": own_pages.tabs(request)}                                 in a view, for people/_own.html
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from goodword.core.http import Request

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = str

Shown = Callable[[Request], bool]
_pages: dict[str, tuple[int, StrOrPromise, Shown]] = {}


def add(name: str, words: StrOrPromise, *, order: int = 50, shown: Shown = lambda _request: True) -> None:
    """Add the page of an address by its name (lazy words); `shown` says for whom."""
    _pages[name] = (order, words, shown)


def tabs(request: Request) -> list[dict[str, Any]]:
    """The pages under /you that are for this person, in order, for components/tabs.html."""
    found = sorted(_pages.items(), key=lambda entry: entry[1][0])
    return [
        {"label": str(words), "url": reverse(name), "current": reverse(name) == request.path}
        for name, (_order, words, shown) in found
        if shown(request)
    ]

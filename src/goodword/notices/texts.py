"""The words of notices. A room registers a function for each kind it sends; it is asked when the notice is read (law 7)."""

from collections.abc import Callable
from dataclasses import dataclass

from goodword.core.viewer import Viewer
from goodword.notices.models import Notice


@dataclass(frozen=True)
class Text:
    """One notice as its reader sees it: a sentence, where it leads, and why they are told."""

    sentence: str
    url: str
    why: str


Maker = Callable[[Notice, Viewer], Text | None]
_makers: dict[str, Maker] = {}


def register(kind: str) -> Callable[[Maker], Maker]:
    """Name the function that makes the text of `kind`; it returns None for what is no longer true."""

    def keep(maker: Maker) -> Maker:
        _makers[kind] = maker
        return maker

    return keep


def text_of(notice: Notice, viewer: Viewer) -> Text | None:
    """The text of a notice now, or None: its object is hidden, gone, or what it said no longer holds."""
    maker = _makers.get(notice.kind)
    return maker(notice, viewer) if maker else None

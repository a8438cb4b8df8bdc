"""The words of notices. A room registers a function for each kind it sends; it is asked when the notice is read (law 7)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from goodword.core.viewer import Viewer
from goodword.notices.models import Notice
from goodword.notices.policy import SORTS, UNSORTED


@dataclass(frozen=True)
class Text:
    """One notice as its reader sees it: a sentence, where it leads, and why they are told.

    What a mail can say besides: the heading it stands under with its like (a conversation's title), what was written (`quote`, clean
    HTML) and by whom (`writer`, with the label their words carry everywhere, law 6). `joined` is for several of its kind under one
    heading: a function (how many) -> sentence.
    """

    sentence: str
    url: str
    why: str
    heading: str = ""
    quote: str = ""
    writer: str = ""
    joined: Callable[[int], str] | None = None


Maker = Callable[[Notice, Viewer], Text | None]
Reader = Callable[[set[int], Viewer], dict[int, Any]]
_makers: dict[str, Maker] = {}
_sorts: dict[str, str] = {}
_urgent: set[str] = set()
_readers: dict[str, Reader] = {}


def register(kind: str, *, sort: str = UNSORTED, urgent: bool = False) -> Callable[[Maker], Maker]:
    """Name the function that makes the text of `kind`; it returns None for what is no longer true.

    sort: what a person chooses a pace for (notices.policy). urgent: about somebody's safety, so neither quiet hours nor the most mails
    a day hold it back. Raises KeyError on a sort that does not exist.
    """

    def keep(maker: Maker) -> Maker:
        _makers[kind], _sorts[kind] = maker, SORTS[sort].key
        if urgent:
            _urgent.add(kind)
        return maker

    return keep


def sort_of(kind: str) -> str:
    """The sort a kind of notice belongs to."""
    return _sorts.get(kind, UNSORTED)


def is_urgent(kind: str) -> bool:
    """Whether a kind of notice is about somebody's safety."""
    return kind in _urgent


def reads(about_kind: str) -> Callable[[Reader], Reader]:
    """Name the function (ids, viewer) -> objects by id that reads what many notices are about in one query."""

    def keep(reader: Reader) -> Reader:
        _readers[about_kind] = reader
        return reader

    return keep


def read_subjects(notices: Iterable[Notice], viewer: Viewer) -> None:
    """Give each notice what it is about (`subject_of` finds it): one query a kind, whatever their number."""
    notices = list(notices)
    for kind, reader in _readers.items():
        mine = [notice for notice in notices if notice.about_kind == kind]
        found = reader({notice.about_id for notice in mine}, viewer) if mine else {}
        for notice in mine:
            vars(notice)["subject"] = found.get(notice.about_id)


def subject_of(notice: Notice, viewer: Viewer) -> Any:
    """What a notice is about, as far as `viewer` may see it: read before with many others, or now."""
    if "subject" not in vars(notice):
        read_subjects([notice], viewer)
    return vars(notice).get("subject")


def text_of(notice: Notice, viewer: Viewer) -> Text | None:
    """The text of a notice now, or None: its object is hidden, gone, or what it said no longer holds."""
    maker = _makers.get(notice.kind)
    return maker(notice, viewer) if maker else None

"""Writing Atom (RFC 4287)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from typing import Any

from django.utils.xmlutils import SimplerXMLGenerator

from goodword.core.text import clean_text

_CANNOT = re.compile("[\ufffe\uffff]")  # what XML cannot hold, besides what no text of ours holds


@dataclass(frozen=True)
class Entry:
    """One entry. id: a URI that never changes. html: the safe HTML of the whole text."""

    id: str
    link: str
    title: str
    author: str
    html: str
    published: datetime
    updated: datetime
    words: tuple[str, ...] = field(default=())
    licence: str = ""


@dataclass(frozen=True)
class Feed:
    """One feed. link: the page it follows. subtitle: who runs this."""

    id: str
    link: str
    itself: str
    title: str
    subtitle: str
    language: str
    entries: Sequence[Entry]
    begun: datetime

    @property
    def updated(self) -> datetime:
        """When its newest entry changed."""
        return max((entry.updated for entry in self.entries), default=self.begun)


def write(feed: Feed) -> bytes:
    """The document as UTF-8. Characters that XML cannot hold are dropped."""
    out = StringIO()
    xml: Any = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.language})
    _text(xml, "id", feed.id)
    _text(xml, "title", feed.title)
    _text(xml, "subtitle", feed.subtitle)
    _text(xml, "updated", when(feed.updated))
    xml.addQuickElement("link", "", {"rel": "alternate", "type": "text/html", "href": feed.link})
    xml.addQuickElement("link", "", {"rel": "self", "type": "application/atom+xml", "href": feed.itself})
    for entry in feed.entries:
        _entry(xml, entry)
    xml.endElement("feed")
    xml.endDocument()
    return out.getvalue().encode("utf-8")


def _entry(xml: Any, entry: Entry) -> None:
    xml.startElement("entry", {})
    _text(xml, "id", entry.id)
    _text(xml, "title", entry.title)
    _text(xml, "updated", when(entry.updated))
    _text(xml, "published", when(entry.published))
    xml.startElement("author", {})
    _text(xml, "name", entry.author)
    xml.endElement("author")
    xml.addQuickElement("link", "", {"rel": "alternate", "type": "text/html", "href": entry.link})
    for word in entry.words:
        xml.addQuickElement("category", "", {"term": clean(word)})
    if entry.licence:
        _text(xml, "rights", entry.licence)
    xml.addQuickElement("content", clean(entry.html), {"type": "html"})
    xml.endElement("entry")


def _text(xml: SimplerXMLGenerator, name: str, text: str) -> None:
    xml.addQuickElement(name, clean(text) or "…")


def clean(text: str) -> str:
    """A text without what neither XML nor anything else should hold."""
    return _CANNOT.sub("", clean_text(text))


def when(at: datetime) -> str:
    """A time as RFC 3339 has it."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")

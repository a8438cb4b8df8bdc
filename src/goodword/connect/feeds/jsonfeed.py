"""Writing JSON Feed 1.1 (jsonfeed.org): the same entries as in Atom."""

import json
from typing import Any

from goodword.connect.feeds.atom import Entry, Feed, clean, when


def write(feed: Feed) -> bytes:
    """The document as UTF-8."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": clean(feed.title) or "…",
        "description": clean(feed.subtitle),
        "home_page_url": feed.link,
        "feed_url": feed.itself,
        "language": feed.language,
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _item(entry: Entry) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": entry.id,
        "url": entry.link,
        "title": clean(entry.title),
        "content_html": clean(entry.html),
        "date_published": when(entry.published),
        "date_modified": when(entry.updated),
        "authors": [{"name": clean(entry.author) or "…"}],
    }
    if entry.words:
        told["tags"] = [clean(word) for word in entry.words]
    return told

"""Search: an index of words that knows no room. Rooms write entries; hits pass the gate before anybody sees them (law 4)."""

from goodword.core.search.index import Entry, index, index_many, remove
from goodword.core.search.queries import Found, Hit, Sources, candidates, find, similar
from goodword.core.search.rebuild import rebuilds

__all__ = [
    "Entry",
    "Found",
    "Hit",
    "Sources",
    "candidates",
    "find",
    "index",
    "index_many",
    "rebuilds",
    "remove",
    "similar",
]

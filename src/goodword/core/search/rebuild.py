"""Making the index anew from the rows of the rooms, when it was lost or is old. Rooms say what they have.

@search.rebuilds("topic")
def _all() -> Iterator[list[Entry]]: ...
"""

import importlib
from collections import Counter
from collections.abc import Callable, Iterable

from django.db import connection, transaction

from goodword.core.gate import Ref
from goodword.core.models import SearchDocument, SearchWord
from goodword.core.search.index import EVERYONE, Entry, index_many, remove

Everything = Callable[[], Iterable[list[Entry]]]
_rooms: dict[str, Everything] = {}
# The statements that make the engine's part, as the migration has them.
_ENGINES = importlib.import_module("goodword.core.migrations.0002_engines")
_SQLITE = [
    *(f"DROP TRIGGER IF EXISTS core_searchfts_{verb}" for verb in ("insert", "delete", "update")),
    "DROP TABLE IF EXISTS core_searchfts",
    *_ENGINES.SQLITE[:4],
    "INSERT INTO core_searchfts(core_searchfts) VALUES ('rebuild')",
]
_POSTGRESQL = ["ALTER TABLE core_searchdocument DROP COLUMN IF EXISTS words", *_ENGINES.POSTGRESQL[:2]]


def rebuilds(kind: str) -> Callable[[Everything], Everything]:
    """Register what gives all entries of one kind, in lists of a few hundred; what may not be found is not among them."""

    def register(function: Everything) -> Everything:
        _rooms[kind] = function
        return function

    return register


@transaction.atomic
def rebuild_engine() -> None:
    """Make the full-text index of the database anew from the documents, even where its tables are gone."""
    with connection.cursor() as cursor:
        for statement in _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)


@transaction.atomic
def count_words() -> int:
    """Count the words of the public documents anew. Returns how many there are."""
    counts: Counter[str] = Counter()
    public = SearchDocument.objects.filter(audience=EVERYONE).values_list("title", "body")
    for title, body in public.iterator(chunk_size=2000):
        counts.update(set(title.split()) | set(body.split()))
    SearchWord.objects.all().delete()
    rows = (SearchWord(word=word, documents=count) for word, count in counts.items())
    SearchWord.objects.bulk_create(rows, batch_size=400)
    return len(counts)


def rebuild_documents() -> int:
    """Write every entry of every room, and take out what no room gives any more. Returns how many there are.

    A list of entries at a time, so that the site goes on; whoever searches meanwhile finds old and new ones.
    """
    for kind, everything in _rooms.items():
        found: set[int] = set()
        for entries in everything():
            index_many(entries)
            found |= {entry.ref.id for entry in entries}
        for object_id in SearchDocument.objects.filter(kind=kind).values_list("object_id", flat=True):
            if object_id not in found:
                remove(Ref(kind, object_id))
    return SearchDocument.objects.count()

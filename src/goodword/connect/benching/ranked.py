"""Rankings of one task: by the search of this site, and by plain full text."""

import sqlite3
from collections.abc import Callable

from goodword.connect.benching.questions import Task
from goodword.core import clock, search
from goodword.core.gate import Ref
from goodword.core.meaning import model, writing
from goodword.core.models import SearchDocument, SearchVector, SearchWord
from goodword.core.search import Entry, words
from goodword.core.viewer import ANONYMOUS

Say = Callable[[str], None]
KIND = "bench"
BATCH = 500
MOST = 10


def empty() -> None:
    """An index without anything in it."""
    SearchDocument.objects.all().delete()
    SearchVector.objects.all().delete()
    SearchWord.objects.all().delete()
    words.forget()
    if model.available():
        from goodword.core.meaning import memory

        memory.forget()


def fill(texts: list[str], say: Say) -> None:
    """The index of these texts, each a public question whose id is its place plus one, with their vectors."""
    empty()
    now = clock.now()
    for start in range(0, len(texts), BATCH):
        search.index_many(
            Entry(Ref(KIND, start + number + 1), "question", text, "", "everyone", now)
            for number, text in enumerate(texts[start : start + BATCH])
        )
    done = 0
    while some := writing.make_some():
        done += some
        if done % 1024 == 0:
            say(f"{done:,} of {len(texts):,} vectors")


def by_search(task: Task) -> list[list[int]]:
    """The first ten of each question, as the site suggests them to somebody who types."""
    return [
        [hit.ref.id - 1 for hit in search.candidates(one.text, ANONYMOUS, facet="question", limit=MOST)][
            :MOST
        ]
        for one in task.asked
    ]


class PlainFullText:
    """FTS5 with its porter stemmer, all words of the question joined by OR, bm25: what most sites have."""

    def __init__(self, texts: list[str]) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute("CREATE VIRTUAL TABLE plain USING fts5(text, tokenize='porter unicode61')")
        rows = [(number, " ".join(words.words(text))) for number, text in enumerate(texts)]
        self._database.executemany("INSERT INTO plain(rowid, text) VALUES (?, ?)", rows)

    def first(self, text: str, limit: int = MOST) -> list[int]:
        """The places of the best texts."""
        asked = " OR ".join(f'"{word}"' for word in dict.fromkeys(words.words(text)))
        sql = "SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY bm25(plain) LIMIT ?"
        return [row[0] for row in self._database.execute(sql, [asked, limit])] if asked else []

    def ranked(self, task: Task) -> list[list[int]]:
        """The first ten of each question."""
        return [self.first(one.text) for one in task.asked]

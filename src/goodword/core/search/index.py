"""Writing the index. Higher rooms call this from their subscribers; the words of what is not public stay out of the vocabulary."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from goodword.core.gate import Ref
from goodword.core.meaning import writing
from goodword.core.meaning.jobs import make_soon
from goodword.core.models import SearchDocument, SearchWord
from goodword.core.search import words

EVERYONE = "everyone"


@dataclass(frozen=True)
class Entry:
    """What can be found of one object. facet: how the search page groups it ("question", "review", "product" …)."""

    ref: Ref
    facet: str
    title: str
    body: str
    audience: str
    at: datetime
    answered: bool = False


def index(entry: Entry) -> None:
    """Write or renew one entry."""
    index_many([entry])


@transaction.atomic
def index_many(entries: Iterable[Entry]) -> None:
    """Write or renew many entries at once."""
    documents = [_document(entry) for entry in entries]
    if not documents:
        return
    _count(_existing([Ref(d.kind, d.object_id) for d in documents]), -1)
    SearchDocument.objects.bulk_create(
        documents,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["facet", "audience", "answered", "title", "body", "at"],
        batch_size=200,
    )
    _count(documents, +1)
    if writing.note(documents):
        make_soon()


@transaction.atomic
def remove(ref: Ref) -> None:
    """Take an object out of the index; its words leave with it."""
    gone = _existing([ref])
    _count(gone, -1)
    SearchDocument.objects.filter(id__in=[document.pk for document in gone]).delete()
    writing.drop(ref)


def _document(entry: Entry) -> SearchDocument:
    return SearchDocument(
        kind=entry.ref.kind,
        object_id=entry.ref.id,
        facet=entry.facet,
        audience=entry.audience,
        answered=entry.answered,
        title=" ".join(words.words(entry.title)),
        body=" ".join(words.words(entry.body)),
        at=entry.at,
    )


def _existing(refs: list[Ref]) -> list[SearchDocument]:
    found: list[SearchDocument] = []
    for kind in {ref.kind for ref in refs}:
        ids = [ref.id for ref in refs if ref.kind == kind]
        for start in range(0, len(ids), 500):
            found += SearchDocument.objects.filter(kind=kind, object_id__in=ids[start : start + 500])
    return found


def _count(documents: list[SearchDocument], by: int) -> None:
    """Move the number of public documents that hold each word."""
    counts: Counter[str] = Counter()
    for document in documents:
        if document.audience == EVERYONE:
            counts.update(set(document.title.split()) | set(document.body.split()))
    if not counts:
        return
    new = (SearchWord(word=word) for word in counts)
    SearchWord.objects.bulk_create(new, ignore_conflicts=True, batch_size=400)
    by_amount: dict[int, list[str]] = {}
    for word, count in counts.items():
        by_amount.setdefault(count, []).append(word)
    for count, group in by_amount.items():
        for start in range(0, len(group), 500):
            SearchWord.objects.filter(word__in=group[start : start + 500]).update(
                documents=F("documents") + by * count
            )

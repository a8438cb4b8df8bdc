"""Keeping a vector beside each document of the index. A row with a higher id replaces what was known of its object.

A document is first noted as waiting, in the transaction that indexes it; the worker makes vectors of what waits. What is taken out of
the index leaves an empty row for a day, so that every process that holds vectors in memory learns of it.
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction

from goodword.core import clock
from goodword.core.gate import Ref
from goodword.core.meaning import languages, model
from goodword.core.models import SearchDocument, SearchVector

TITLE, BODY = 40, 24  # words of a document that are made into its vector
AT_ONCE = 64
GONE_FOR = timedelta(days=1)
State = SearchVector.State


def text_of(document: SearchDocument) -> str:
    """What the vector of a document is made of: its title and the beginning of its body."""
    return " ".join(document.title.split()[:TITLE] + document.body.split()[:BODY])


def digest(text: str) -> str:
    """By which a text is known again; the model's name is part of it, so that another model makes all vectors anew."""
    return hashlib.sha256(f"minilm 1\n{text}".encode()).hexdigest()[:24]


@transaction.atomic
def note(documents: list[SearchDocument]) -> bool:
    """Note documents that were written to the index. Returns whether one waits for a vector now.

    Where the words are the same the vector stays, with what is new about its object.
    """
    _in_order()
    known = _rows(Ref(document.kind, document.object_id) for document in documents)
    new: list[SearchVector] = []
    for document in documents:
        row = _new_row(document)
        old = known.get((document.kind, document.object_id))
        if old and old.digest == row.digest and old.state != State.GONE:
            row.state, row.vector = old.state, old.vector
            if _same(old, row):
                continue
        new.append(row)
    _replace([known.get((row.kind, row.object_id)) for row in new], new)
    return any(row.state == State.WAITING for row in new)


@transaction.atomic
def drop(ref: Ref) -> None:
    """The object left the index: its vector is gone with it."""
    _in_order()
    old = _rows([ref]).get(ref)
    if old and old.state != State.GONE:
        gone = SearchVector(kind=ref.kind, object_id=ref.id, state=State.GONE, at=clock.now())
        _replace([old], [gone])


def make_some(limit: int = AT_ONCE) -> int:
    """Make the vectors of some of what waits, the newest first. Returns how many rows were looked at; 0: nothing waits."""
    if not model.available():
        return 0
    waiting = list(SearchVector.objects.filter(state=State.WAITING).order_by("-id")[:limit])
    documents = {
        (document.kind, document.object_id): document
        for kind in {row.kind for row in waiting}
        for document in SearchDocument.objects.filter(
            kind=kind, object_id__in=[row.object_id for row in waiting if row.kind == kind]
        )
    }
    ready: list[tuple[SearchVector, SearchVector]] = []
    texts: list[str] = []
    for old in waiting:
        document = documents.get((old.kind, old.object_id))
        if document is None:
            new = SearchVector(kind=old.kind, object_id=old.object_id, state=State.GONE, at=clock.now())
        else:
            new = _new_row(document)
            text = text_of(document)
            new.state = State.THERE if text and languages.understood(text) else State.NONE
            texts += [text] if new.state == State.THERE else []
        ready.append((old, new))
    vectors = model.embed(texts) if texts else None
    if texts and vectors is None:
        return 0
    rows = iter(vectors if vectors is not None else ())
    for _old, new in ready:
        if new.state == State.THERE:
            new.vector = next(rows).tobytes()
    _write(ready)
    return len(waiting)


def forget_gone() -> int:
    """Drop the empty rows of what left the index more than a day ago."""
    return SearchVector.objects.filter(state=State.GONE, at__lt=clock.now() - GONE_FOR).delete()[0]


@transaction.atomic
def make_anew() -> int:
    """Let every document wait for a new vector; rows without a document go. Returns how many wait."""
    _in_order()
    SearchVector.objects.all().delete()
    documents = SearchDocument.objects.order_by("id").iterator(chunk_size=500)
    SearchVector.objects.bulk_create((_new_row(document) for document in documents), batch_size=500)
    return SearchVector.objects.count()


@transaction.atomic
def _write(ready: list[tuple[SearchVector, SearchVector]]) -> None:
    """Only where nothing newer was noted meanwhile: another text, or that the object is gone."""
    _in_order()
    there = set(
        SearchVector.objects.filter(pk__in=[old.pk for old, _new in ready]).values_list("pk", flat=True)
    )
    still = [(old, new) for old, new in ready if old.pk in there]
    _replace([old for old, _new in still], [new for _old, new in still])


def _new_row(document: SearchDocument) -> SearchVector:
    return SearchVector(
        kind=document.kind,
        object_id=document.object_id,
        facet=document.facet,
        audience=document.audience,
        answered=document.answered,
        digest=digest(text_of(document)),
        at=clock.now(),
    )


def _same(one: SearchVector, other: SearchVector) -> bool:
    return (one.facet, one.audience, one.answered) == (other.facet, other.audience, other.answered)


def _rows(refs: Iterable[Ref]) -> dict[tuple[str, int], SearchVector]:
    by_kind: dict[str, list[int]] = {}
    for ref in refs:
        by_kind.setdefault(ref.kind, []).append(ref.id)
    found: dict[tuple[str, int], SearchVector] = {}
    for kind, ids in by_kind.items():
        for start in range(0, len(ids), 500):
            rows = SearchVector.objects.filter(kind=kind, object_id__in=ids[start : start + 500])
            found |= {(kind, row.object_id): row for row in rows}
    return found


def _replace(old: list[SearchVector | None], new: list[SearchVector]) -> None:
    """New rows in place of old ones: the id says what is newest."""
    gone = [row.pk for row in old if row is not None]
    for start in range(0, len(gone), 500):
        SearchVector.objects.filter(pk__in=gone[start : start + 500]).delete()
    SearchVector.objects.bulk_create(new, batch_size=200)


def _in_order() -> None:
    """One writer at a time until its transaction ends, so that a lower id never appears after a higher one was read.

    SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('goodword search vectors'))")

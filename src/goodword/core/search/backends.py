"""The two engines behind the index: FTS5 (SQLite) and tsvector (PostgreSQL). Only this module speaks their dialects."""

import logging
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

from django.db import DatabaseError, connection
from django.db.models import Count, Q

from goodword.core.models import SearchDocument

log = logging.getLogger(__name__)
ENOUGH = 200  # newest documents that are ranked where the engine is lost

_BEST = "SELECT kind, object_id, facet, answered, audience, score"
_ALL = "SELECT * FROM"
_COUNTS = "SELECT '', count(*), facet, FALSE, '', 0.0 FROM m WHERE audience = 'everyone' GROUP BY facet"


class Row(NamedTuple):
    """One matching document. score: larger is better. public: its audience is everybody."""

    kind: str
    object_id: int
    facet: str
    answered: bool
    public: bool
    score: float


def match(
    asked: list[str],
    audiences: list[str],
    facets: list[str] | None,
    *,
    match_all: bool,
    prefix: bool,
    limit: int,
) -> list[Row]:
    """Documents that hold all (or some) of `asked`, best first; a word in the title counts four times."""
    found, arguments = _matching(asked, audiences, match_all, prefix)
    narrowed, more = _narrow(facets)
    sql = f"{_BEST} FROM ({found}) m{narrowed} ORDER BY score DESC, at DESC LIMIT %s"
    try:
        return [_row(*columns) for columns in _run(sql, [*arguments, *more, limit])]
    except DatabaseError:
        return _without_engine(asked, audiences, facets, match_all=match_all, limit=limit)[0]


def match_and_count(
    asked: list[str],
    audiences: list[str],
    facets: list[str] | None,
    *,
    match_all: bool,
    prefix: bool,
    limit: int,
) -> tuple[list[Row], dict[str, int]]:
    """As `match`, and in the same query how many matching documents each facet has among public ones.

    Only public ones are counted, since a count must not tell of what is not public.
    """
    found, arguments = _matching(asked, audiences, match_all, prefix)
    narrowed, more = _narrow(facets)
    best = f"{_BEST} FROM m{narrowed} ORDER BY score DESC, at DESC LIMIT %s"
    sql = f"WITH m AS MATERIALIZED ({found}) {_ALL} ({best}) best UNION ALL {_COUNTS}"
    try:
        rows = _run(sql, [*arguments, *more, limit])
    except DatabaseError:
        return _without_engine(asked, audiences, facets, match_all=match_all, limit=limit)
    counts = {columns[2]: columns[1] for columns in rows if not columns[0]}
    hits = [_row(*columns) for columns in rows if columns[0]]
    return sorted(hits, key=lambda row: row.score, reverse=True), counts


def _without_engine(
    asked: list[str], audiences: list[str], facets: list[str] | None, *, match_all: bool, limit: int
) -> tuple[list[Row], dict[str, int]]:
    """The same from the documents alone, word by word, where the engine's index is lost: slow, and without stems and ranks (F10)."""
    log.exception("the full-text index does not answer: ./goodword manage reindex makes it anew")
    holds = [Q(title__contains=word) | Q(body__contains=word) for word in asked]
    wanted = reduce(and_ if match_all else or_, holds)
    documents = SearchDocument.objects.filter(wanted, audience__in=audiences)
    public = documents.filter(audience="everyone").order_by()
    counts = dict(public.values_list("facet").annotate(Count("pk")))
    rows = documents.filter(facet__in=facets) if facets else documents
    found = [
        Row(
            row.kind,
            row.object_id,
            row.facet,
            row.answered,
            row.audience == "everyone",
            sum(4.0 if word in row.title else 1.0 for word in asked if word in row.title or word in row.body),
        )
        for row in rows.order_by("-at")[: max(limit, ENOUGH)]
    ]
    return sorted(found, key=lambda row: row.score, reverse=True)[:limit], counts


def _row(kind: str, object_id: int, facet: str, answered: Any, audience: str, score: Any) -> Row:
    return Row(kind, object_id, facet, bool(answered), audience == "everyone", float(score))


def _matching(asked: list[str], audiences: list[str], match_all: bool, prefix: bool) -> tuple[str, list[Any]]:
    """The SELECT of every matching document among these audiences, with its score, in the dialect of the engine."""
    if connection.vendor == "postgresql":
        score = "ts_rank_cd('{0.05, 0.1, 0.25, 1.0}', d.words, q, 1)"
        where = "FROM core_searchdocument d, to_tsquery('english', %s) q WHERE d.words @@ q"
        query = _tsquery(asked, match_all, prefix)
    else:
        score = "-bm25(core_searchfts, 4.0, 1.0)"
        where = "FROM core_searchfts JOIN core_searchdocument d ON d.id = core_searchfts.rowid WHERE core_searchfts MATCH %s"
        query = _fts5(asked, match_all, prefix)
    among = ", ".join(["%s"] * len(audiences))
    columns = f"d.kind, d.object_id, d.facet, d.answered, d.audience, d.at, {score} AS score"
    return f"SELECT {columns} {where} AND d.audience IN ({among})", [query, *audiences]


def _narrow(facets: list[str] | None) -> tuple[str, list[Any]]:
    if not facets:
        return "", []
    return f" WHERE facet IN ({', '.join(['%s'] * len(facets))})", list(facets)


def _fts5(asked: list[str], match_all: bool, prefix: bool) -> str:
    """Words are letters and digits only (search.words), so quoting them makes a safe query."""
    terms = [f'"{word}"' for word in asked]
    if prefix:
        terms[-1] += " *"
    return (" AND " if match_all else " OR ").join(terms)


def _tsquery(asked: list[str], match_all: bool, prefix: bool) -> str:
    terms = [f"'{word}'" for word in asked]
    if prefix:
        terms[-1] += ":*"
    return (" & " if match_all else " | ").join(terms)


def _run(sql: str, arguments: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return cursor.fetchall()

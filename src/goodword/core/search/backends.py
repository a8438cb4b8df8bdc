"""The two engines behind the index: FTS5 (SQLite) and tsvector (PostgreSQL). Only this module speaks their dialects."""

from typing import Any, NamedTuple

from django.db import connection

from goodword.core.models import SearchWord


class Row(NamedTuple):
    """One matching document. score: larger is better."""

    kind: str
    object_id: int
    facet: str
    answered: bool
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
    if connection.vendor == "postgresql":
        select = "ts_rank_cd('{0.05, 0.1, 0.25, 1.0}', d.words, q, 1) AS score"
        where, arguments = (
            "FROM core_searchdocument d, to_tsquery('english', %s) q WHERE d.words @@ q",
            [_tsquery(asked, match_all, prefix)],
        )
    else:
        select = "-bm25(core_searchfts, 4.0, 1.0) AS score"
        where = "FROM core_searchfts JOIN core_searchdocument d ON d.id = core_searchfts.rowid WHERE core_searchfts MATCH %s"
        arguments = [_fts5(asked, match_all, prefix)]
    narrowed, more = _narrow(audiences, facets)
    sql = f"SELECT d.kind, d.object_id, d.facet, d.answered, {select} {where}{narrowed} ORDER BY score DESC, d.at DESC LIMIT %s"
    rows = _run(sql, [*arguments, *more, limit])
    return [
        Row(kind, object_id, facet, bool(answered), float(score))
        for kind, object_id, facet, answered, score in rows
    ]


def count_facets(asked: list[str], audiences: list[str], *, match_all: bool, prefix: bool) -> dict[str, int]:
    """How many matching documents each facet has among public ones (a count must not tell of what is not public)."""
    if connection.vendor == "postgresql":
        where, argument = (
            "FROM core_searchdocument d, to_tsquery('english', %s) q WHERE d.words @@ q",
            _tsquery(asked, match_all, prefix),
        )
    else:
        where = "FROM core_searchfts JOIN core_searchdocument d ON d.id = core_searchfts.rowid WHERE core_searchfts MATCH %s"
        argument = _fts5(asked, match_all, prefix)
    rows = _run(f"SELECT d.facet, count(*) {where} AND d.audience = 'everyone' GROUP BY d.facet", [argument])
    return dict(rows)


def has_prefix(word: str) -> bool:
    """Whether any known word begins like this one."""
    return SearchWord.objects.filter(word__gte=word, word__lt=word + "\U0010ffff", documents__gt=0).exists()


def _narrow(audiences: list[str], facets: list[str] | None) -> tuple[str, list[Any]]:
    clause = f" AND d.audience IN ({', '.join(['%s'] * len(audiences))})"
    if not facets:
        return clause, list(audiences)
    return f"{clause} AND d.facet IN ({', '.join(['%s'] * len(facets))})", [*audiences, *facets]


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

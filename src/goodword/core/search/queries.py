"""Reading the index: find (what somebody typed into a search box) and similar (the question somebody is about to ask)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from goodword.core import gate
from goodword.core.gate import Ref
from goodword.core.search import backends, words
from goodword.core.search.alike import alike, audiences, near, permitted, slips
from goodword.core.viewer import Viewer

FEW = 5  # hits by words, below which meaning is asked too
MORE = 20  # hits that meaning may add
NEAR_ENOUGH = 0.4  # the cosine from which on something is worth showing to somebody who searches
Sources = Mapping[str, Callable[[Viewer], QuerySet[Any]]]
"""By kind, the objects that a viewer may see (a room's visible list, or the gate's own condition)."""


@dataclass(frozen=True)
class Hit:
    """One object found. score: larger is better, comparable within one answer only. thing: the object, where sources were given."""

    ref: Ref
    facet: str
    score: float
    answered: bool
    thing: Any = None


@dataclass(frozen=True)
class Found:
    """The hits of one search, how many of each facet there are, and what was read in place of mistyped words."""

    hits: list[Hit]
    facets: dict[str, int]
    mended: dict[str, str]


def find(
    text: str,
    viewer: Viewer,
    *,
    facets: list[str] | None = None,
    limit: int = 20,
    offset: int = 0,
    sources: Sources | None = None,
) -> Found:
    """What `viewer` may see of what holds all the words of `text` (the last one may be half-typed), else most of them.

    sources: where the objects are read in the same step that asks whether they may be seen; a kind without one is not found.
    """
    typed = words.telling(text[:400])[:24]
    most = (limit + offset) * 2 + 20
    rows, counts, mended = _by_words(typed, viewer, facets, most) if typed else ([], {}, {})
    if len(rows) < FEW and typed:
        rows, counts = _and_by_meaning(typed, mended, rows, counts, viewer, facets)
    return Found(_delivered(rows, viewer, sources, limit, offset), counts, mended)


def similar(text: str, viewer: Viewer, *, facet: str, limit: int = 5) -> list[Hit]:
    """Objects of one facet that say much the same as `text`; of two as near, the answered one first."""
    rows = alike(text, viewer, facet, limit)
    allowed = gate.visible([_ref(row) for row in rows], viewer)
    return [_hit(row) for row in rows if _ref(row) in allowed][:limit]


def candidates(text: str, viewer: Viewer, *, facet: str, limit: int = 5, mending: bool = True) -> list[Hit]:
    """As `similar`, but not yet asked of the gate: for a room that reads the objects by its own visible query in the next step.

    Twice as many as `limit`, best first. mending: False where the text was not typed just now, so that no word of it is a slip.
    """
    rows = alike(text, viewer, facet, limit, mending=mending)
    return [_hit(row) for row in rows[: limit * 2]]


def _by_words(
    typed: list[str], viewer: Viewer, facets: list[str] | None, limit: int
) -> tuple[list[backends.Row], dict[str, int], dict[str, str]]:
    """Documents that hold all words as typed, else mended, else some; how many of each facet; what was mended."""
    mended: dict[str, str] = {}
    for attempt in ("as typed", "mended", "some words"):
        if attempt == "mended":
            mended = slips(typed, words.among_all(typed))
            if not mended:
                continue
        asked = [mended.get(word, word) for word in typed]
        rows, counts = backends.match_and_count(
            asked, audiences(viewer), facets, match_all=attempt != "some words", prefix=True, limit=limit
        )
        if open_rows := permitted(rows, viewer):
            return open_rows, counts, mended
    return [], {}, mended


def _and_by_meaning(
    typed: list[str],
    mended: dict[str, str],
    rows: list[backends.Row],
    counts: dict[str, int],
    viewer: Viewer,
    facets: list[str] | None,
) -> tuple[list[backends.Row], dict[str, int]]:
    """Where words find little: what says the same in other words comes after it, and is counted where everybody may know of it."""
    there = {_ref(row) for row in rows}
    found = near([mended.get(word, word) for word in typed], viewer, MORE, NEAR_ENOUGH)
    new = [row for row in found if _ref(row) not in there]
    counts = dict(counts)
    for row in new:
        if row.public:
            counts[row.facet] = counts.get(row.facet, 0) + 1
    return rows + [row for row in new if not facets or row.facet in facets], counts


def _delivered(
    rows: list[backends.Row], viewer: Viewer, sources: Sources | None, limit: int, offset: int
) -> list[Hit]:
    """The hits of this page that `viewer` may see, best first."""
    if sources is None or offset:
        allowed = gate.visible([_ref(row) for row in rows], viewer)
        rows = [row for row in rows if _ref(row) in allowed][offset:]
    if sources is None:
        return [_hit(row) for row in rows[:limit]]
    hits: list[Hit] = []
    while rows and len(hits) < limit:
        part, rows = rows[: limit - len(hits)], rows[limit - len(hits) :]
        things = _read(part, viewer, sources)
        hits += [_hit(row, things[_ref(row)]) for row in part if _ref(row) in things]
    return hits


def _read(rows: list[backends.Row], viewer: Viewer, sources: Sources) -> dict[Ref, Any]:
    """The objects of these rows that `viewer` may see; one query a kind."""
    things: dict[Ref, Any] = {}
    for kind, visible in sources.items():
        ids = [row.object_id for row in rows if row.kind == kind]
        if ids:
            things |= {Ref(kind, thing.pk): thing for thing in visible(viewer).filter(pk__in=ids)}
    return things


def _ref(row: backends.Row) -> Ref:
    return Ref(row.kind, row.object_id)


def _hit(row: backends.Row, thing: Any = None) -> Hit:
    return Hit(_ref(row), row.facet, row.score, row.answered, thing)

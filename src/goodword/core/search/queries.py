"""Reading the index: find (what somebody typed into a search box) and similar (the question somebody is about to ask)."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from goodword.core import gate
from goodword.core.gate import Ref
from goodword.core.search import backends, words
from goodword.core.viewer import Viewer

RARE_WORDS = (
    6  # an OR of all words of a long question costs 150 ms at 100k topics; the rarest six find the same
)
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
    mended: dict[str, str] = {}
    for attempt in ("as typed", "mended", "some words") if typed else ():
        asked = [mended.get(word, word) for word in typed]
        if attempt == "mended":
            mended = _slips(typed, words.among_all(typed))
            asked = [mended.get(word, word) for word in typed]
            if not mended:
                continue
        rows, counts = backends.match_and_count(
            asked,
            _audiences(viewer),
            facets,
            match_all=attempt != "some words",
            prefix=True,
            limit=(limit + offset) * 2 + 20,
        )
        if hits := _delivered(rows, viewer, sources, limit, offset):
            return Found(hits, counts, mended)
    return Found([], {}, mended)


def similar(text: str, viewer: Viewer, *, facet: str, limit: int = 5) -> list[Hit]:
    """Objects of one facet that say much the same as `text`; of two as near, the answered one first."""
    rows = _alike(text, viewer, facet, limit)
    allowed = gate.visible([_ref(row) for row in rows], viewer)
    return _nearest([_hit(row) for row in rows if _ref(row) in allowed], limit)


def candidates(text: str, viewer: Viewer, *, facet: str, limit: int = 5, mending: bool = True) -> list[Hit]:
    """As `similar`, but not yet asked of the gate: for a room that reads the objects by its own visible query in the next step.

    mending: False where the text was not typed just now, so that no word of it is a slip.
    """
    rows = _alike(text, viewer, facet, limit, mending=mending)
    return _nearest([_hit(row) for row in rows], limit * 2)


def _nearest(hits: list[Hit], limit: int) -> list[Hit]:
    return sorted(hits, key=lambda hit: hit.score + (0.5 if hit.answered else 0), reverse=True)[:limit]


def _alike(text: str, viewer: Viewer, facet: str, limit: int, *, mending: bool = True) -> list[backends.Row]:
    typed = words.telling(text[:400])[:24]
    if not typed:
        return []
    counts = words.known(typed, begun=typed[-1] if mending else "")
    mended = _slips(typed, counts) if mending else {}
    if mended:
        counts |= words.known(list(mended.values()))
    asked = [mended.get(word, word) for word in typed]
    rare = sorted((word for word in asked if counts.get(word)), key=lambda word: counts[word])[:RARE_WORDS]
    if not rare:
        return []
    last = asked[-1:] if not counts.get(asked[-1]) else []
    return backends.match(
        rare + last, _audiences(viewer), [facet], match_all=False, prefix=bool(last), limit=limit * 4
    )


def _slips(typed: list[str], there: Container[str]) -> dict[str, str]:
    """What to read in place of words that nothing holds; the last one stays where it may be half of a known one."""
    unknown = [word for word in typed if word not in there]
    vocabulary = words.all_words() if unknown else []
    return {word: better for word in unknown if (better := words.mend(word, vocabulary))}


def _audiences(viewer: Viewer) -> list[str]:
    """Which audiences to look among at all; the gate still decides on each object."""
    return ["everyone", "staff", "author"] if viewer.signed_in else ["everyone"]


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

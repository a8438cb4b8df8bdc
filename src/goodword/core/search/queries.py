"""Reading the index: find (what somebody typed into a search box) and similar (the question somebody is about to ask)."""

from dataclasses import dataclass

from goodword.core import gate
from goodword.core.gate import Ref
from goodword.core.search import backends, words
from goodword.core.viewer import Viewer

RARE_WORDS = (
    6  # an OR of all words of a long question costs 150 ms at 100k topics; the rarest six find the same
)


@dataclass(frozen=True)
class Hit:
    """One object found. score: larger is better, comparable within one answer only."""

    ref: Ref
    facet: str
    score: float
    answered: bool


@dataclass(frozen=True)
class Found:
    """The hits of one search, how many of each facet there are, and what was read in place of mistyped words."""

    hits: list[Hit]
    facets: dict[str, int]
    mended: dict[str, str]


def find(
    text: str, viewer: Viewer, *, facets: list[str] | None = None, limit: int = 20, offset: int = 0
) -> Found:
    """What `viewer` may see of what holds all the words of `text` (the last one may be half-typed), else most of them."""
    asked, mended = _read(text)
    if not asked:
        return Found([], {}, {})
    audiences = _audiences(viewer)
    for match_all in (True, False):
        rows = backends.match(
            asked, audiences, facets, match_all=match_all, prefix=True, limit=(limit + offset) * 2 + 20
        )
        hits = _seen(rows, viewer)
        if hits:
            counts = backends.count_facets(asked, audiences, match_all=match_all, prefix=True)
            return Found(hits[offset : offset + limit], counts, mended)
    return Found([], {}, mended)


def similar(text: str, viewer: Viewer, *, facet: str, limit: int = 5) -> list[Hit]:
    """Objects of one facet that say much the same as `text`; of two as near, the answered one first."""
    rows = _alike(text, viewer, facet, limit)
    return _nearest(_seen(rows, viewer), limit)


def candidates(text: str, viewer: Viewer, *, facet: str, limit: int = 5) -> list[Hit]:
    """As `similar`, but not yet asked of the gate: for a room that reads the objects by its own visible query in the next step."""
    rows = _alike(text, viewer, facet, limit, mending=False)
    return _nearest(
        [Hit(Ref(row.kind, row.object_id), row.facet, row.score, row.answered) for row in rows], limit * 2
    )


def _nearest(hits: list[Hit], limit: int) -> list[Hit]:
    return sorted(hits, key=lambda hit: hit.score + (0.5 if hit.answered else 0), reverse=True)[:limit]


def _alike(text: str, viewer: Viewer, facet: str, limit: int, *, mending: bool = True) -> list[backends.Row]:
    asked = _read(text)[0] if mending else words.telling(text[:400])[:24]
    counts = words.known(asked)
    rare = sorted((word for word in asked if word in counts), key=lambda word: counts[word])[:RARE_WORDS]
    if not rare:
        return []
    last = asked[-1:] if asked[-1] not in counts else []
    return backends.match(
        rare + last, _audiences(viewer), [facet], match_all=False, prefix=bool(last), limit=limit * 4
    )


def _read(text: str) -> tuple[list[str], dict[str, str]]:
    """The telling words of a question, mistyped ones mended; the last word is left as it is: it may be half-typed."""
    asked = words.telling(text[:400])[:24]
    there = words.known(asked)
    unknown = [word for word in asked if word not in there]
    if unknown and unknown[-1] == asked[-1] and backends.has_prefix(asked[-1]):
        unknown.pop()
    vocabulary = words.all_words() if unknown else []
    mended = {word: better for word in unknown if (better := words.mend(word, vocabulary))}
    return [mended.get(word, word) for word in asked], mended


def _audiences(viewer: Viewer) -> list[str]:
    """Which audiences to look among at all; the gate still decides on each object."""
    return ["everyone", "staff", "author"] if viewer.signed_in else ["everyone"]


def _seen(rows: list[backends.Row], viewer: Viewer) -> list[Hit]:
    allowed = gate.visible([Ref(row.kind, row.object_id) for row in rows], viewer)
    return [
        Hit(Ref(row.kind, row.object_id), row.facet, row.score, row.answered)
        for row in rows
        if Ref(row.kind, row.object_id) in allowed
    ]

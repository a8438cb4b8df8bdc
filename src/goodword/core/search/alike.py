"""What says much the same as a text: by its meaning where the model knows the language, and by its rarest words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodword.core import gate
from goodword.core.gate import Ref
from goodword.core.meaning import languages, model, writing
from goodword.core.meaning.blend import blend
from goodword.core.models import SearchDocument
from goodword.core.search import backends, words
from goodword.core.search.backends import Row
from goodword.core.viewer import Viewer

if TYPE_CHECKING:
    import numpy as np

    from goodword.core.meaning.memory import Near

RARE_WORDS = (
    6  # an OR of all words of a long question costs 150 ms at 100k topics; the rarest six find the same
)
MATCHES = 4_000  # documents that the rarest words may match in all; ranking more costs longer than it helps
CANDIDATES = 60  # of each: by meaning, by words
FAR = 0.35  # a cosine below which nothing is alike
ANSWERED = 0.05  # how much nearer than an unanswered question an answered one counts
ANSWERED_BY_WORDS = 0.5  # the same where only the full-text score is known


def alike(text: str, viewer: Viewer, facet: str, limit: int, *, mending: bool = True) -> list[Row]:
    """At least `limit` documents of one facet, where there are as many, best first; of two as near, the answered one.

    What is not public passes the gate before anything is weighed, so that no order tells of what is hidden.
    """
    asked, by_words = _by_words(text, viewer, facet, mending=mending, limit=max(limit * 4, CANDIDATES))
    query = vector_of(asked) if asked else None
    rows = _by_meaning(query, " ".join(asked), by_words, viewer, facet) if query is not None else None
    bonus = ANSWERED_BY_WORDS if rows is None else ANSWERED
    found = by_words if rows is None else rows
    return sorted(found, key=lambda row: row.score + bonus * row.answered, reverse=True)


def near(asked: list[str], viewer: Viewer, limit: int, least: float) -> list[Row]:
    """Documents of any facet whose meaning is near these words, nearest first, of those this viewer may know of."""
    query = vector_of(asked)
    if query is None:
        return []
    from goodword.core.meaning.memory import memory

    found = memory().nearest(query, audiences(viewer), None, limit)
    return permitted([_row(one) for one in found if one.cosine >= least], viewer)


def audiences(viewer: Viewer) -> list[str]:
    """Which audiences to look among at all; the gate still decides on each object."""
    return ["everyone", "staff", "author"] if viewer.signed_in else ["everyone"]


def permitted(rows: list[Row], viewer: Viewer) -> list[Row]:
    """Public rows, and of the others those that the gate lets through: before it counts how many there are, or which is first."""
    hidden = [Ref(row.kind, row.object_id) for row in rows if not row.public]
    allowed = gate.visible(hidden, viewer) if hidden else set()
    return [row for row in rows if row.public or Ref(row.kind, row.object_id) in allowed]


def vector_of(asked: list[str]) -> np.ndarray | None:
    """The vector of a question of folded words; None where the model is not there or does not know the language."""
    text = " ".join(asked[: writing.TITLE + writing.BODY])
    if not model.available() or not languages.understood(text):
        return None
    vectors = model.embed([text])
    return None if vectors is None else vectors[0]


def slips(typed: list[str], there: dict[str, int] | set[str]) -> dict[str, str]:
    """What to read in place of words that nothing holds; the last one stays where it may be half of a known one."""
    unknown = [word for word in typed if word not in there]
    vocabulary = words.all_words() if unknown else []
    return {word: better for word in unknown if (better := words.mend(word, vocabulary))}


def _by_words(
    text: str, viewer: Viewer, facet: str, *, mending: bool, limit: int
) -> tuple[list[str], list[Row]]:
    """All words of the text, mended, and the documents that hold the rarest of them."""
    whole = words.words(text[:400])
    typed = words.telling(text[:400])[:24]
    if not typed:
        return [], []
    counts = words.known(typed, begun=typed[-1] if mending else "")
    mended = slips(typed, counts) if mending else {}
    if mended:
        counts |= words.known(list(mended.values()))
    asked = [mended.get(word, word) for word in typed]
    rare = _rarest(asked, counts)
    last = asked[-1:] if not counts.get(asked[-1]) else []
    whole = [mended.get(word, word) if not model.knows_word(word) else word for word in whole]
    if not rare and asked[-1] not in counts:
        return whole, []
    among = audiences(viewer)
    found = backends.match(rare + last, among, [facet], match_all=False, prefix=bool(last), limit=limit)
    return whole, permitted(found, viewer)


def _rarest(asked: list[str], counts: dict[str, int]) -> list[str]:
    """The rarest words that something holds, at least one, as many as do not match too much together."""
    ranked = sorted((word for word in asked if counts.get(word)), key=lambda word: counts[word])[:RARE_WORDS]
    found: list[str] = []
    for word in ranked:
        if found and sum(counts[one] for one in found) + counts[word] > MATCHES:
            break
        found.append(word)
    return found


def _by_meaning(
    query: np.ndarray, asked: str, by_words: list[Row], viewer: Viewer, facet: str
) -> list[Row] | None:
    """The candidates of both, scored; None where there are no vectors yet."""
    from goodword.core.meaning.memory import memory, unit

    near = permitted(
        [_row(one) for one in memory().nearest(query, audiences(viewer), [facet], CANDIDATES)], viewer
    )
    if not near:
        return None
    rows = {Ref(row.kind, row.object_id): row for row in by_words}
    words_say = {ref: row.score for ref, row in rows.items()}
    rows |= {Ref(row.kind, row.object_id): row for row in near if row.score >= FAR}
    refs = list(rows)
    titles = _titles(refs)
    scores = blend(
        unit(query),
        memory().rows(refs),
        [words_say.get(ref, 0.0) for ref in refs],
        [titles.get(ref, "") for ref in refs],
        asked,
    )
    return [rows[ref]._replace(score=score) for ref, score in zip(refs, scores, strict=True)]


def _row(one: Near) -> Row:
    return Row(*one.ref, one.facet, one.answered, one.public, one.cosine)


def _titles(refs: list[Ref]) -> dict[Ref, str]:
    titles: dict[Ref, str] = {}
    for kind in {ref.kind for ref in refs}:
        rows = SearchDocument.objects.filter(
            kind=kind, object_id__in=[ref.id for ref in refs if ref.kind == kind]
        )
        titles |= {Ref(kind, object_id): title for object_id, title in rows.values_list("object_id", "title")}
    return titles

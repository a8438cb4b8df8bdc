"""How meaning and words are weighed against each other for a question. The weights were found by `./goodword bench similar`.

base = cosine + W_WORDS * full text + W_LETTERS * shared letters

The three with the highest base come first. The others are ordered by base + W_KIN * closeness to the first few: what is like the best
answers is more likely to be one.

Adding up ranks (reciprocal rank fusion) was worse than vectors alone: full text is wrong too often to have an equal voice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

W_WORDS, W_LETTERS, W_KIN = 0.05, 0.2, 0.8
GRAM = 4  # letters of a piece
FIRST_FEW = 5  # to which the others are compared
KEPT = 3  # that stand by themselves
STEEP = 8  # how much more the best of the first few count
WITHOUT_VECTOR = 0.3  # what stands for the cosine of a document that has no vector but holds the words


def blend(
    query: np.ndarray, rows: np.ndarray, by_words: Sequence[float], titles: Sequence[str], asked: str
) -> list[float]:
    """One score a candidate, larger is nearer.

    query: the question as a row of length 1; rows: the candidates' rows, zeros where one has none; by_words: their full-text scores, 0
    where the words do not hold; titles: their folded titles; asked: the folded question.
    """
    import numpy as np

    most = max(by_words, default=0.0) or 1.0
    there = rows.any(axis=1)
    words = np.array(by_words, np.float32) / most
    cosines = np.where(there, rows @ query, WITHOUT_VECTOR * words)
    base = cosines + W_WORDS * words + W_LETTERS * shared_letters(asked, titles)
    order = np.argsort(-base)
    first = order[:FIRST_FEW]
    middle = (rows[first] * (np.maximum(base[first], 0.0) ** STEEP)[:, None]).sum(axis=0)
    length = float(np.linalg.norm(middle))
    scores = base + W_KIN * (rows @ (middle / length)) if length else base.copy()
    kept = order[:KEPT]
    if len(order) > KEPT:
        scores[kept] = scores[order[KEPT:]].max() + base[kept] - base[kept[-1]]
    return [float(score) for score in scores]


def shared_letters(asked: str, titles: Sequence[str]) -> np.ndarray:
    """How much of their pieces of four letters each title shares with the question, 0 to 1; rare pieces count for more.

    This is what full text cannot see: compounds, endings, typing mistakes, half of a word.
    """
    import numpy as np

    pieces = [_pieces(title) for title in titles]
    held: dict[str, int] = {}
    for some in pieces:
        for piece in some:
            held[piece] = held.get(piece, 0) + 1
    weight = {piece: float(np.log(1 + len(titles) / count)) ** 2 for piece, count in held.items()}
    wanted = {piece for piece in _pieces(asked) if piece in weight}
    whole = sum(weight[piece] for piece in wanted) ** 0.5
    found = np.zeros(len(titles), np.float32)
    for number, some in enumerate(pieces):
        both = sum(weight[piece] for piece in some & wanted)
        length = sum(weight[piece] for piece in some) ** 0.5
        found[number] = both / (whole * length) if both else 0.0
    return found


def _pieces(text: str) -> set[str]:
    padded = f" {text} "
    return {padded[start : start + GRAM] for start in range(len(padded) - GRAM + 1)}

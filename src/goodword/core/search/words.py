"""Words: folded the same way in the index and in a question, so that the databases need no rules of their own."""

import re
import time
import unicodedata

from django.db.models import Q
from rapidfuzz import process
from rapidfuzz.distance import OSA

from goodword.core.models import SearchWord

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
MAX_WORD = 40
_COMMON = """
a an and are as at be but by can could do does for from had has have how i if in is it its me my not of on or our so than that the
their them there they this to was we were what when where which who why will with would you your
"""
COMMON = frozenset(_COMMON.split())
FRESH = 1.0  # seconds that the list of known words is taken for whole
_vocabulary: dict[str, tuple[int, list[str], float]] = {}


def fold(text: str) -> str:
    """Lower case without diacritics; Hebrew and Arabic points go too."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The folded words of a text in order, doubles included."""
    return [word[:MAX_WORD] for word in _WORD.findall(fold(text.replace("’", "'").replace("'", "")))]


def telling(text: str) -> list[str]:
    """The different words of a text that say something, in order; all of them where none does."""
    different = list(dict.fromkeys(words(text)))
    return [word for word in different if word not in COMMON] or different


def known(asked: list[str], *, begun: str = "") -> dict[str, int]:
    """How many public documents hold each of these words; words that none holds are absent.

    begun: a word that may be half-typed; where words only begin like it, it is there with 0.
    """
    wanted = Q(word__in=asked)
    if begun:
        longer = SearchWord.objects.filter(word__gt=begun, word__lt=begun + "\U0010ffff", documents__gt=0)
        wanted |= Q(pk__in=longer.values("pk")[:1])
    found = dict(SearchWord.objects.filter(wanted, documents__gt=0).values_list("word", "documents"))
    counts = {word: count for word, count in found.items() if word in asked}
    return {begun: 0} | counts if len(found) > len(counts) else counts


def among_all(asked: list[str]) -> set[str]:
    """Those of these words that are known, the last one also where it may be half of a known one; from the list in memory."""
    vocabulary = all_words()
    there = set(asked).intersection(vocabulary)
    if asked[-1] not in there and any(word.startswith(asked[-1]) for word in vocabulary):
        there.add(asked[-1])
    return there


def mend(word: str, vocabulary: list[str] | None = None) -> str | None:
    """The known word nearest to a mistyped one: one slip from four letters on, two from eight. None where nothing is near.

    vocabulary: the known words (`all_words`), where several words are mended at once.
    """
    allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    if not allowed or word.isdigit():
        return None
    known_words = all_words() if vocabulary is None else vocabulary
    found = process.extractOne(word, known_words, scorer=OSA.distance, score_cutoff=allowed)
    return found[0] if found else None


def all_words() -> list[str]:
    """Every known word, read once a process and caught up by id, at most once in a second."""
    last, vocabulary, read_at = _vocabulary.get("all", (0, [], 0.0))
    now = time.monotonic()
    if read_at and now - read_at < FRESH:
        return vocabulary
    new = list(
        SearchWord.objects.filter(id__gt=last, documents__gt=0).order_by("id").values_list("id", "word")
    )
    if new:
        vocabulary = vocabulary + [word for _id, word in new]
    _vocabulary["all"] = (new[-1][0] if new else last, vocabulary, now)
    return vocabulary


def forget() -> None:
    """Read the words afresh (between tests)."""
    _vocabulary.clear()

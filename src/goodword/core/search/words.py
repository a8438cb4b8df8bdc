"""Words: folded the same way in the index and in a question, so that the databases need no rules of their own."""

import re
import unicodedata

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
_vocabulary: dict[str, tuple[int, list[str]]] = {}


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


def known(asked: list[str]) -> dict[str, int]:
    """How many public documents hold each of these words; words that none holds are absent."""
    return dict(SearchWord.objects.filter(word__in=asked, documents__gt=0).values_list("word", "documents"))


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
    """Every known word, read once a process and caught up by id."""
    last, vocabulary = _vocabulary.get("all", (0, []))
    new = list(
        SearchWord.objects.filter(id__gt=last, documents__gt=0).order_by("id").values_list("id", "word")
    )
    if new:
        vocabulary = vocabulary + [word for _id, word in new]
        _vocabulary["all"] = (new[-1][0], vocabulary)
    return vocabulary


def forget() -> None:
    """Read the words afresh (between tests)."""
    _vocabulary.clear()

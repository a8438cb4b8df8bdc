"""Which texts the model understands: it learned English. By script first, then by the little words, among the site's languages only."""

import unicodedata
from collections import Counter

from django.conf import settings

MODEL_KNOWS = "en"
TOO_SHORT = 20  # characters; below, a language is a guess
_LITTLE_WORDS = {
    "en": "the and is to of in it you that for on with are this have my can how what do not be i was if at from",
    "de": "der die das und ist nicht ich ein eine zu mit auf wie kann es von den im fur wann oder sie wir habe mein sich auch",
    "fr": "le la les et est de des un une je ne pas pour que qui dans sur avec comment mon ma vous nous ce cette il puis",
    "es": "el la los las y es de un una que no en por para con como mi se lo puedo cuando donde del su al hay muy",
    "it": "il lo la gli e di un una che non in per con come mio mia si sono posso quando dove del della ho piu anche",
    "pt": "o a os as e de um uma que nao em por para com como meu minha se eu posso quando onde do da no na voce",
    "nl": "de het een en is niet ik van te dat op met voor hoe kan mijn je zijn er aan wat bij ook naar wanneer of",
    "sv": "och att det som en ett jag inte for pa med hur kan min ar av till den har vad nar om eller i var",
    "da": "og at det som en et jeg ikke for pa med hvordan kan min er af til den har hvad nar om eller i hvor",
    "pl": "i w na nie jest sie z do to jak czy moge mam moj moja dla od po co kiedy gdzie ale lub za przez",
    "tr": "ve bir bu da de mi icin ile ne nasil var yok benim cok ama daha gibi kadar mu ben sen nerede olan",
    "ro": "si in la de cu nu este un o pe ce cum pot meu mea pentru sau dar mai sa am unde cand din care",
}
LITTLE_WORDS = {code: frozenset(words.split()) for code, words in _LITTLE_WORDS.items()}


def script(text: str) -> str:
    """The script that most letters of the beginning of a text are written in ("LATIN", "HEBREW" …); "" without letters."""
    letters = [letter for letter in text[:400] if letter.isalpha()][:120]
    counts = Counter(unicodedata.name(letter, "").split(" ")[0] for letter in letters)
    return counts.most_common(1)[0][0] if counts else ""


def language(folded: str, among: list[str] | None = None) -> str:
    """The language of folded words in Latin letters, one of `among` (the site's languages); "" where it cannot be told.

    The one whose little words are most of the text, if it leads; a text of less than twenty characters has none.
    """
    codes = [code for code in (among if among is not None else site_languages()) if code in LITTLE_WORDS]
    if len(folded) < TOO_SHORT:
        return ""
    words = folded.split()[:80]
    counts = {code: sum(word in LITTLE_WORDS[code] for word in words) for code in codes}
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    if not ranked or not ranked[0][1] or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return ""
    return ranked[0][0]


def site_languages() -> list[str]:
    """The codes of the languages this site speaks, without regions."""
    return [code.split("-")[0] for code, _name in settings.LANGUAGES]


def understood(folded: str) -> bool:
    """Whether the model can be asked about this text: Latin letters, and English or not to be told."""
    return script(folded) == "LATIN" and language(folded) in (MODEL_KNOWS, "")

"""The index: finds, mends typos, forgets, and says nothing of what a viewer may not see (law 4, CA-2, CV-1)."""

import pytest

from goodword.core import clock, gate, search
from goodword.core.gate import Ref
from goodword.core.models import SearchDocument, SearchWord
from goodword.core.search import Entry
from goodword.core.viewer import ANONYMOUS, Viewer

hidden: set = set()


def _visible(ids, viewer):
    return {id for id in ids if id not in hidden or viewer.is_staff}


@pytest.fixture(autouse=True)
def _gate(monkeypatch):
    hidden.clear()
    monkeypatch.setitem(gate._kinds, "lamp", _visible)


@pytest.fixture
def shelf(db):
    texts = [
        "How do I send a book as a present without the price?",
        "Which translation of The Master and Margarita should I read first?",
        "Is the reading room open on Sundays in winter?",
        "Can you post to the islands before Christmas?",
        "שאלה על ספר במתנה",
        "Do you have Les Misérables in large print?",
    ]
    for number, text in enumerate(texts, 1):
        search.index(
            Entry(
                Ref("lamp", number), "question", text, "", "everyone", clock.now(), answered=number % 2 == 1
            )
        )


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("present price", 1),
        ("presents", 1),
        ("margarta", 2),
        ("translaton master", 2),
        ("sundays win", 3),
        ("ISLANDS christmas", 4),
        ("ספר", 5),
        ("miserables", 6),
        ("misérables large", 6),
    ],
)
def test_finds(shelf, typed, number):
    assert search.find(typed, ANONYMOUS).hits[0].ref == Ref("lamp", number)


@pytest.mark.parametrize(
    "typed", ["", "   ", "zzzzqqqq", "' OR 1=1 --", '"', "a*b^(", "%", "\u0000", "NEAR(", "x" * 5000]
)
def test_odd_questions_are_answered_calmly(shelf, typed):
    search.find(typed, ANONYMOUS)
    search.similar(typed, ANONYMOUS, facet="question")


def test_mended_words_are_said(shelf):
    assert search.find("margarta", ANONYMOUS).mended == {"margarta": "margarita"}


def test_similar_prefers_the_answered_of_two_as_near(shelf):
    hits = search.similar("sending a present, no price in the parcel", ANONYMOUS, facet="question")
    assert hits[0].ref == Ref("lamp", 1)


def test_what_may_not_be_seen_is_not_found(shelf):
    hidden.add(1)
    assert not search.find("present", ANONYMOUS).hits
    assert search.find("present", Viewer(1, frozenset({"desk"}))).hits


def test_words_of_what_is_not_public_mend_nothing(db):
    search.index(Entry(Ref("lamp", 9), "question", "Bankruptcy", "", "staff", clock.now()))
    assert not SearchWord.objects.filter(word="bankruptcy", documents__gt=0).exists()


def test_what_is_removed_is_gone_with_its_words(shelf):
    search.remove(Ref("lamp", 2))
    assert not search.find("margarita", ANONYMOUS).hits
    assert not SearchWord.objects.filter(word="margarita", documents__gt=0).exists()
    assert SearchDocument.objects.count() == 5


def test_an_entry_is_renewed_not_doubled(shelf):
    for _ in range(2):
        search.index(Entry(Ref("lamp", 2), "question", "Which edition?", "", "everyone", clock.now()))
    assert SearchDocument.objects.count() == 6
    assert not search.find("margarita", ANONYMOUS).hits
    assert SearchWord.objects.get(word="edition").documents == 1

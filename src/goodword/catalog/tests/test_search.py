"""The golden set of CA-2: what people type, and what they mean by it."""

import pytest

from goodword.catalog.actions.products import add_product
from goodword.catalog.actions.subjects import add_subject
from goodword.conversations.actions.reviews import submit_review
from goodword.conversations.models import Topic
from goodword.core import search
from goodword.core.viewer import ANONYMOUS

BOOKS = {
    "summer": (
        "The Summer Book",
        "Tove Jansson",
        "Fiction in translation",
        "A grandmother and a six-year-old on an island.",
    ),
    "winter": ("The True Deceiver", "Tove Jansson", "Fiction in translation", "Snow, a village and a lie."),
    "month": (
        "A Month in the Country",
        "J. L. Carr",
        "Modern fiction",
        "A mural is uncovered in a Yorkshire church.",
    ),
    "eyre": ("Jane Eyre", "Charlotte Brontë", "Classics", "A governess and a locked attic."),
    "wuthering": ("Wuthering Heights", "Emily Brontë", "Classics", "Two houses on a moor."),
    "karenina": ("Anna Karenina", "Leo Tolstoy", "Classics", "A railway, a ball and a husband."),
    "prince": (
        "Le Petit Prince",
        "Antoine de Saint-Exupéry",
        "For children",
        "A pilot meets a child in the desert.",
    ),
    "garden": ("הגן הנעלם", "רחל המשוררת", "שירה", "שירים על גינה ליד הים."),
    "knots": (
        "The Ashley Book of Knots",
        "Clifford Ashley",
        "Sea and sail",
        "Nearly four thousand knots, drawn.",
    ),
    "shore": (
        "Sailing Alone Around the World",
        "Joshua Slocum",
        "Sea and sail",
        "One man, one sloop, three years.",
    ),
}
REVIEWS = {
    "summer": ("Moss and weather", "Nothing happens and I missed my tram stop reading about moss."),
    "knots": (
        "It held",
        "I tied the bowline behind my back within a week; my mooring has not slipped since.",
    ),
    "eyre": ("The attic", "The housekeeper knew everything, obviously."),
}
GOLDEN = [
    # titles, half of them, mistyped
    ("the summer book", "summer"),
    ("summer bo", "summer"),
    ("sumer book", "summer"),
    ("sumemr book", "summer"),
    ("month country", "month"),
    ("a month in the contry", "month"),
    ("jane eyre", "eyre"),
    ("jane ayre", "eyre"),
    ("wuthering hights", "wuthering"),
    ("wutherng heights", "wuthering"),
    ("WUTHERING", "wuthering"),
    ("anna karenna", "karenina"),
    ("karenina anna", "karenina"),
    ("true deciever", "winter"),
    ("ashley knots", "knots"),
    ("sailing alone", "shore"),
    # makers, with and without their marks
    ("charlotte bronte", "eyre"),
    ("emily brontë", "wuthering"),
    ("tolstoi", "karenina"),
    ("saint exupery", "prince"),
    ("saint-exupéry", "prince"),
    ("slocum", "shore"),
    ("jl carr month", "month"),
    ("petit prince", "prince"),
    # shelves and lines
    ("yorkshire mural", "month"),
    ("governess attic", "eyre"),
    ("bk of knots", "knots"),
    # Hebrew, with points and half a word
    ("הגן הנעלם", "garden"),
    ("הַגַּן", "garden"),
    ("רחל המש", "garden"),
]
IN_REVIEWS = [
    ("bowline", "knots"),
    ("missed my tram stop", "summer"),
    ("mooring sliped", "knots"),
    ("housekeper", "eyre"),
]


@pytest.fixture
def shop(db, cast):
    shelves = {shelf: add_subject(shelf, by=None) for shelf in sorted({book[2] for book in BOOKS.values()})}
    made = {}
    for key, (title, maker, shelf, line) in BOOKS.items():
        made[key] = add_product(by=None, title=title, maker=maker, subject=shelves[shelf], line=line)
    for key, (title, body) in REVIEWS.items():
        submit_review(made[key], by=cast.hannah, stars=3, title=title, body=body, has_connection=False)
    return made


@pytest.mark.parametrize(("typed", "meant"), GOLDEN)
def test_what_is_meant_is_found_first(shop, typed, meant):
    hits = search.find(typed, ANONYMOUS, facets=["product"]).hits
    assert hits, typed
    assert hits[0].ref.id == shop[meant].pk, typed


@pytest.mark.parametrize(("typed", "meant"), IN_REVIEWS)
def test_words_inside_reviews_lead_to_the_thing(shop, typed, meant):
    hits = search.find(typed, ANONYMOUS, facets=["review"]).hits
    assert hits and Topic.objects.get(pk=hits[0].ref.id).review.product == shop[meant]


def test_facets_are_counted(shop):
    assert search.find("knots", ANONYMOUS).facets["product"] == 1
    found = search.find("tove jansson", ANONYMOUS)
    assert found.facets["product"] == 2


def test_the_author_of_two_finds_both(shop):
    hits = {hit.ref.id for hit in search.find("jansson", ANONYMOUS, facets=["product"]).hits}
    assert hits == {shop["summer"].pk, shop["winter"].pk}

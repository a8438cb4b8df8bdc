"""The first translation: right to left, whole, counted as the language counts, and chosen by the address alone (SI)."""

import re
from html import unescape

import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext

from goodword.catalog.actions.products import add_product
from goodword.conversations.actions.answers import accept_answer
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.reviews import submit_review
from goodword.conversations.actions.topics import open_topic

# Words of the interface that no person of the cast and no text of these tests uses.
ENGLISH = (
    "Questions|Reviews|Ideas|Stories|Events|Shelves|Staff|Champion|Answered|Solved|Open|Accepted|Replies|Answers|"
    "Search|Menu|Sign in|Sign out|Settings|Notices|Rules|Password|Save|Send|Helpful|Report|Follow|"
    "Just looking|Same here|Nobody|Somebody|Your|The|This|You|and|with|your|received|published|stars"
)
LETTERS = re.compile(r"[\u05d0-\u05ea]{2,}")


@pytest.fixture
def book(cast):
    return add_product(by=None, title="גשם", line="ספר על גשם")


@pytest.fixture
def question(cast, book):
    topic = open_topic(
        "question", by=cast.shira, title="האם אתם עוטפים?", body="בנייר, אם אפשר.", about=[book]
    )
    reply = post_reply(topic, by=cast.ines, body="כן, בנייר.")
    accept_answer(reply, by=cast.shira)
    return topic


@pytest.fixture
def review(cast, book):
    return submit_review(
        book, by=cast.joris, stars=4, title="רטוב", body="הגשם יורד בכל עמוד שלו.", has_connection=False
    )


def words(page: str) -> str:
    """What a person reads or hears of a page, without what is marked as being in another language."""
    seen = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", page)
    seen = re.sub(r'(?s)<a\b[^>]*\blang="en"[^>]*>.*?</a>', " ", seen)
    spoken = re.findall(r'\b(?:aria-label|placeholder|title|alt)="([^"]*)"', seen)
    return unescape(" ".join([re.sub(r"(?s)<!--.*?-->|<[^>]+>", " ", seen), *spoken]))


def english(page: str) -> list[str]:
    return re.findall(rf"(?<![\w@.-])(?:{ENGLISH})(?![\w@-])", words(page))


@pytest.mark.parametrize(
    "path",
    "/ /questions /reviews /ideas /stories /events /shelves /ask /search /search?q=nothing-like-it /staff /tags "
    "/how-reviews-work /trust/rules /sign-in /sign-up /you/data /ideas/done /nothing-stands-here".split(),
)
def test_a_page_for_everybody_is_hebrew(path, question, review, visit):
    page = visit(None).get(f"/he{path}").content.decode()
    assert '<html lang="he" dir="rtl"' in page
    assert len(LETTERS.findall(words(page))) > 30
    assert english(page) == []


@pytest.mark.parametrize(
    "path",
    "/you /notices /drafts /you/roles /you/password /you/sessions /you/address /you/claim /you/deletion".split(),
)
def test_a_page_of_ones_own_is_hebrew(path, cast, question, review, visit):
    page = visit(cast.shira).get(f"/he{path}").content.decode()
    assert '<html lang="he" dir="rtl"' in page
    assert english(page) == []


def test_what_was_written_stands_in_hebrew_words(question, review, book, cast, visit):
    for address in (question.get_absolute_url(), review.get_absolute_url(), book.get_absolute_url()):
        for person in (None, cast.shira, cast.outsider, cast.ines):
            page = visit(person).get(f"/he{address}")
            assert page.status_code == 200
            assert english(page.content.decode()) == []


def test_the_desk_is_hebrew(cast, question, visit):
    open_topic("question", by=cast.outsider, title="מתי פתוח?", body="ביום שישי.")
    client = visit(cast.tom)
    for (
        place
    ) in " /products /products/new /shelves /orders /receipts /staff /site /spaces /tags /events/new".split(
        " "
    ):
        page = client.get(f"/he/desk{place}")
        assert page.status_code == 200, place
        assert '<html lang="he" dir="rtl"' in page.content.decode()
        assert english(page.content.decode()) == [], place


def test_a_refusal_is_hebrew(cast, visit):
    page = visit(cast.hannah).submit("/he/ask", {"title": "", "body": ""})
    assert page.status_code == 422
    assert english(page.content.decode()) == []


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (1, "תשובה אחת"),
        (2, "שתי תשובות"),
        (5, "5 תשובות"),
        (10, "10 תשובות"),
        (20, "20 תשובות"),
        (21, "21 תשובות"),
    ],
)
def test_numbers_are_said_as_hebrew_says_them(n, said):
    with translation.override("he"):
        assert ngettext("%(n)s answer", "%(n)s answers", n) % {"n": n} == said


def test_the_words_of_the_house():
    with translation.override("he"):
        said = [
            gettext(word) for word in ("That solved it", "Just looking", "Staff", "Champion", "Bought here")
        ]
    assert said == ["זה פתר לי", "רק מסתכלים", "צוות", "אלוף הקהילה", "נקנה כאן"]


def test_a_link_to_the_other_language_keeps_the_page(question, visit):
    address = question.get_absolute_url()
    assert (
        f'href="/he{address}?order=oldest" lang="he"'
        in visit(None).get(f"{address}?order=oldest").content.decode()
    )
    assert f'href="{address}" lang="en"' in visit(None).get(f"/he{address}").content.decode()


def test_links_of_a_hebrew_page_stay_hebrew(question, visit):
    page = visit(None).get(f"/he{question.get_absolute_url()}").content.decode()
    page = re.sub(r'<a\b[^>]*\blang="en"[^>]*>', "", page)
    inner = set(re.findall(r'<(?:a|form)\b[^>]*\b(?:href|action)="(/[^"]*)"', page))
    assert inner
    assert {one for one in inner if not one.startswith("/he/")} == set()


def test_only_the_address_chooses_the_language(question, visit):
    client = visit(None)
    client.cookies["django_language"] = "he"
    english_page = client.get(question.get_absolute_url(), headers={"accept-language": "he"})
    assert '<html lang="en" dir="ltr"' in english_page.content.decode()
    assert english_page.headers["Content-Language"] == "en"
    client.cookies["django_language"] = "en"
    hebrew_page = client.get(f"/he{question.get_absolute_url()}", headers={"accept-language": "en"})
    assert '<html lang="he" dir="rtl"' in hebrew_page.content.decode()
    assert hebrew_page.headers["Content-Language"] == "he"
    assert {"Accept-Language"}.isdisjoint(hebrew_page.headers.get("Vary", "").split(", "))
    assert not hebrew_page.cookies

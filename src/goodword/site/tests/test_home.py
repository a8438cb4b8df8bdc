"""The first thirty seconds: real queries, the same for everybody who may see the same (SI, laws 1, 4, 5)."""

from datetime import timedelta

import pytest

from goodword.catalog.actions.products import add_product
from goodword.conversations.actions.answers import accept_answer
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.reviews import submit_review
from goodword.conversations.actions.topics import open_topic
from goodword.conversations.actions.withhold import withhold
from goodword.conversations.queries.answer_times import answer_time
from goodword.core import clock
from goodword.core.settings_registry import change_setting
from goodword.core.viewer import ANONYMOUS
from goodword.site import home

LONG = "It rained on every page of it and I was glad of the rain, which is not a thing I say of weather or of books."


@pytest.fixture
def answered(cast):
    topic = open_topic("question", by=cast.hannah, title="Do you wrap?", at=clock.now() - timedelta(hours=3))
    reply = post_reply(topic, by=cast.ines, body="We do.", at=clock.now() - timedelta(hours=1))
    accept_answer(reply, by=cast.hannah)
    return topic


def test_answered_lately_names_who_solved_it(answered, visit):
    page = visit(None).get("/").content.decode()
    assert "Do you wrap?" in page
    assert "Ines Duarte" in page


def test_the_middle_answer_time_is_computed(answered):
    found = answer_time()
    assert (found.questions, round(found.middle.total_seconds() / 3600)) == (1, 2)


def test_the_number_leads_to_what_it_counts(answered, cast, visit):
    open_topic("question", by=cast.noor, title="Is there soup?")
    page = visit(None).get("/questions?show=answered").content.decode()
    assert "Do you wrap?" in page
    assert "Is there soup?" not in page


def test_no_answer_no_number(db):
    assert answer_time() is None


def test_a_low_and_a_high_review_side_by_side_and_the_newer_first(cast):
    book = add_product(by=None, title="Rain")
    low = submit_review(
        book, by=cast.samuel, stars=1, body=LONG, has_connection=False, at=clock.now() - timedelta(days=2)
    )
    high = submit_review(book, by=cast.noor, stars=5, body=LONG, has_connection=False)
    assert [review.topic_id for review in home.what_customers_say(ANONYMOUS)] == [high.pk, low.pk]


def test_staff_stars_and_withheld_texts_are_not_what_customers_say(cast):
    book = add_product(by=None, title="Rain")
    submit_review(book, by=cast.maya, stars=5, body=LONG, has_connection=False)
    held = submit_review(book, by=cast.samuel, stars=1, body=LONG, has_connection=False)
    withhold(held, by=cast.ruth, rule="spam", rule_version=1, reason="A test.")
    assert home.what_customers_say(ANONYMOUS) == []


def test_a_question_for_the_staff_alone_is_on_nobodys_first_page(cast, visit):
    topic = open_topic("question", by=cast.hannah, title="My order 20417", audience="staff")
    post_reply(topic, by=cast.ines, body="Found.")
    for person in (None, cast.outsider, cast.tom):
        assert b"My order 20417" not in visit(person).get("/").content


def test_an_empty_site_offers_the_first_step(db, visit):
    change_setting("site.sentence", "The bookshop on the quay.")
    page = visit(None).get("/").content.decode()
    assert "Nobody has asked yet." in page
    assert "The bookshop on the quay." in page


@pytest.mark.parametrize(("who", "budget"), [(None, 14), ("hannah", 18)])
def test_the_first_page_within_its_budget(answered, cast, visit, django_assert_max_num_queries, who, budget):
    client = visit(getattr(cast, who) if who else None)
    with django_assert_max_num_queries(budget):
        assert client.get("/").status_code == 200


@pytest.mark.parametrize(("minutes", "words"), [(26, "26 min"), (60, "1 h"), (110, "1 h 50 min")])
def test_a_time_as_a_person_says_it(minutes, words):
    assert home.duration(timedelta(minutes=minutes)) == words

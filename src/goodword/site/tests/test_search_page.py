"""The search page: everything in one box, nothing one may not see (SI, CA-2, law 4)."""

import pytest

from goodword.catalog.actions.products import add_product
from goodword.conversations.actions.topics import open_topic, withdraw_topic


def test_finds_by_kind(cast, visit):
    add_product(by=None, title="The Lighthouse at Carrow")
    open_topic("question", by=cast.hannah, title="Is the lighthouse open?")
    page = visit(None).get("/search", {"q": "lighthouse"}).content.decode()
    assert "The Lighthouse at Carrow" in page
    assert "Is the lighthouse open?" in page
    only = visit(None).get("/search", {"q": "lighthouse", "kind": "product"}).content.decode()
    assert "Is the lighthouse open?" not in only


def test_says_what_it_read_in_place_of_a_slip(cast, visit):
    add_product(by=None, title="The Lighthouse at Carrow")
    page = visit(None).get("/search", {"q": "lighthuose carrow"}).content.decode()
    assert "The Lighthouse at Carrow" in page
    assert "lighthuose" in page


def test_hides_what_may_not_be_seen_and_what_is_gone(cast, visit):
    secret = open_topic("question", by=cast.hannah, title="Order 20417 is late", audience="staff")
    gone = open_topic("question", by=cast.hannah, title="Order of the service")
    withdraw_topic(gone, by=cast.hannah)
    for person, sees in ((None, False), (cast.outsider, False), (cast.hannah, True), (cast.ines, True)):
        page = visit(person).get("/search", {"q": "order"}).content.decode()
        assert (secret.title in page) is sees
        assert gone.title not in page


@pytest.mark.parametrize(
    "query",
    ["", "\0", "'\"<script>alert(1)</script>", "x" * 5000, "((((", "%%%", "🕯", "שלום", "a AND b OR NOT"],
)
def test_odd_questions_get_a_calm_page(db, visit, query):
    answer = visit(None).get("/search", {"q": query, "page": "99999999999999999999", "kind": "'; --"})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


@pytest.mark.parametrize("words", ["lighthouse", "lighthuose", "lighthouse present carrow"])
def test_the_page_costs_little_for_many_kinds(cast, visit, words, django_assert_max_num_queries):
    for number in range(4):
        add_product(by=None, title=f"The Lighthouse at Carrow {number}")
        open_topic("question", by=cast.hannah, title=f"Is the lighthouse open on day {number}?")
        open_topic("idea", by=cast.hannah, title=f"A present in the lighthouse {number}")
    client = visit(cast.outsider)
    with django_assert_max_num_queries(10):
        page = client.get("/search", {"q": words}).content.decode()
    assert "The Lighthouse at Carrow 3" in page

"""A question asked in other words leads to the one that was answered; what is taken back leaves no vector (CV-1, P2, law 4)."""

import gzip
import json
import re
from html import unescape

import pytest

from goodword.conversations.actions.topics import open_topic, withdraw_topic
from goodword.core.meaning import model, writing
from goodword.core.models import SearchVector
from goodword.people.actions.leaving import delete_account

pytestmark = pytest.mark.skipif(bool(model.missing()), reason=f"not installed: {model.missing()}")
ASKED = 50


@pytest.fixture(autouse=True)
def _vectors(settings):
    settings.GOODWORD_VECTORS = True


def make_vectors() -> None:
    while writing.make_some():
        pass


@pytest.mark.real_data("stackfaq")
@pytest.mark.slow
def test_questions_that_are_asked_again_are_found(cast, visit, real_data):
    with gzip.open(real_data("stackfaq") / "threads.jsonl.gz", "rt", encoding="utf-8") as lines:
        threads = [json.loads(line) for line in lines]
    ids = [open_topic("question", by=cast.gwen, title=thread["question"][:150]).pk for thread in threads]
    make_vectors()
    client, found = visit(), 0
    for thread, pk in list(zip(threads, ids, strict=True))[:ASKED]:
        page = unescape(client.get("/ask/similar", {"q": thread["rephrasings"][-1]}).content.decode())
        shown = list(dict.fromkeys(re.findall(r"/questions/(\d+)", page)))
        found += str(pk) in shown[:3]
    assert found >= 0.6 * ASKED


def test_lists_stay_within_their_budget_with_vectors(cast, visit, django_assert_max_num_queries):
    for title in (
        "Can my parcel be wrapped as a gift?",
        "Is the shop open on a Sunday?",
        "Where is my order?",
    ):
        open_topic("question", by=cast.gwen, title=title)
    make_vectors()
    client = visit(cast.outsider)
    client.get(
        "/search?q=wekend"
    )  # a process that answered once knows the words and the settings of the site
    for address in (
        "/ask/similar?q=do you work at the weekend",
        "/search?q=weekend oppening hours",
        "/api/v1/search?q=weekend oppening hours",
        "/api/v1/similar?q=are you working at the weekend",
    ):
        with django_assert_max_num_queries(10):
            assert "Is the shop open on a Sunday?" in client.get(address).content.decode(), address


def test_what_is_taken_back_or_erased_leaves_no_vector(cast):
    first = open_topic("question", by=cast.samuel, title="Where do I find the poems of my grandmother?")
    second = open_topic("question", by=cast.samuel, title="Who restores an old leather binding?")
    make_vectors()
    assert SearchVector.objects.filter(state="there").count() == 2
    withdraw_topic(first, by=cast.samuel)
    assert [row.object_id for row in SearchVector.objects.filter(state="there")] == [second.pk]
    delete_account(cast.samuel, by=cast.samuel, keep_texts=False)
    assert {bytes(row.vector) for row in SearchVector.objects.all()} == {b""}

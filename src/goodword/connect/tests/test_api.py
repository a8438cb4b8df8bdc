"""The read API: through the gate, in pages, with errors that machines can read."""

import json

import pytest

from goodword.catalog.actions.products import add_product
from goodword.conversations.actions.answers import accept_answer
from goodword.conversations.actions.replies import post_reply, withdraw_reply
from goodword.conversations.actions.reviews import submit_review
from goodword.conversations.actions.topics import open_topic, withdraw_topic
from goodword.conversations.actions.withhold import withhold

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def talk(cast):
    """A question with a staff answer, a secret question, and a reviewed product."""

    class Talk:
        question = open_topic(
            "question", by=cast.hannah, title="Will it arrive in time?", body="By *Friday*?"
        )
        secret = open_topic(
            "question", by=cast.hannah, title="My order number", body="4711", audience="staff"
        )
        answer = post_reply(question, by=cast.maya, body="Yes.")
        remark = post_reply(question, by=cast.hannah, body="Thank you", parent=answer)
        product = add_product(by=cast.tom, title="The Lamp <b>")
        review = submit_review(
            product, by=cast.noor, stars=2, title="Dim", body="It is dim.", has_connection=False
        )
        staff_review = submit_review(
            product,
            by=cast.maya,
            stars=5,
            title="Bright",
            body="We like it.",
            has_connection=True,
            connection="works here",
        )

    accept_answer(Talk.answer, by=cast.hannah)
    return Talk


def get(client, path, status=200, **query):
    response = client.get(f"{API}{path}", query)
    assert response.status_code == status, response.content[:500]
    kind = "application/json" if status < 400 else "application/problem+json"
    assert response.headers["Content-Type"].startswith(kind)
    assert not response.cookies
    assert "Access-Control-Allow-Origin" not in response.headers
    return response.json()


def test_who_runs_this(visit):
    told = get(visit(), "/")
    assert told["operator"]
    assert told["links"]["topics"].endswith("/api/v1/topics")


def test_a_topic_carries_its_labels(talk, visit):
    client = visit()
    told = get(client, f"/topics/{talk.question.pk}")
    assert told["title"] == "Will it arrive in time?"
    assert told["answered"] is True
    assert told["author"]["handle"] == "hannah"
    assert told["label"] == ""
    reply = get(client, f"/replies/{talk.answer.pk}")
    assert reply["label"] == "staff"
    assert reply["accepted"] is True
    for text in (told, reply):
        for name in ("label", "incentive", "connection", "verification", "source_ref", "licence"):
            assert name in text
    replies = get(client, f"/topics/{talk.question.pk}/replies")["items"]
    assert [reply["parent_id"] for reply in replies] == [None, talk.answer.pk]


def test_the_gate_decides(talk, cast, visit):
    for person, sees in ((None, False), (cast.outsider, False), (cast.hannah, True), (cast.maya, True)):
        client = visit(person)
        listed = {topic["id"] for topic in get(client, "/topics")["items"]}
        assert (talk.secret.pk in listed) is sees
        get(client, f"/topics/{talk.secret.pk}", 200 if sees else 404)
        get(client, f"/topics/{talk.secret.pk}/replies", 200 if sees else 404)
        found = get(client, "/search", q="order number")["items"]
        assert bool(found) is sees


def test_tombstones(talk, cast, visit):
    client = visit()
    withhold(talk.review, by=cast.ruth, rule="private-data", rule_version=1, reason="an address")
    gone = get(client, f"/reviews/{talk.review.pk}", 410)
    assert gone["state"] == "withheld"
    assert gone["rule"] == "private-data (1)"
    assert gone["log_seq"] is not None
    assert "dim" not in json.dumps(gone).lower()
    get(client, f"/topics/{talk.review.pk}", 410)
    withdraw_reply(talk.remark, by=cast.hannah)
    assert get(client, f"/replies/{talk.remark.pk}", 410)["state"] == "withdrawn"
    withdraw_topic(talk.secret, by=cast.hannah)
    get(client, f"/topics/{talk.secret.pk}", 404)
    listed = [topic["id"] for topic in get(client, "/topics")["items"]]
    assert talk.review.pk not in listed


def test_reviews_with_sums(talk, cast, visit):
    told = get(visit(), f"/products/{talk.product.pk}/reviews")
    assert told["operator"]
    assert told["how_reviews_work"].endswith("/how-reviews-work")
    assert told["received"] == told["published"] + sum(told["withheld"].values()) + told["withdrawn"] == 2
    assert (told["mean"], told["rating_count"]) == (2.0, 1)
    by_label = {review["label"]: review for review in told["items"]}
    assert by_label["staff"]["counted"] is False
    assert by_label[""]["stars"] == 2
    assert all(review["verification"] == "none" for review in told["items"])
    product = get(visit(), f"/products/{talk.product.pk}")
    assert (product["mean"], product["title"]) == (2.0, "The Lamp <b>")


def test_similar_is_exactly_a_list(talk, visit):
    told = get(visit(), "/similar", q="will my parcel arrive in time", limit=3)
    assert isinstance(told, list)
    assert set(told[0]) == {"id", "title", "url", "answered", "score", "source_ref"}
    assert told[0]["id"] == talk.question.pk
    assert told[0]["answered"] is True
    assert told[0]["url"].startswith("http")


def test_pages_by_key_meet_everything_once(cast, visit):
    made = [open_topic("idea", by=cast.gwen, title=f"Idea {number}").pk for number in range(7)]
    client, seen, url = visit(), [], f"{API}/topics?kind=idea&limit=3"
    while url:
        told = client.get(url).json()
        assert len(told["items"]) <= 3
        seen += [topic["id"] for topic in told["items"]]
        url = told["next"] and told["next"].split("8000")[-1].removeprefix("http://testserver")
    assert seen == sorted(made, reverse=True)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/topics?limit=101", "limit"),
        ("/topics?limit=0", "limit"),
        ("/topics?limit=ten", "limit"),
        ("/topics?sort=stars", "sort"),
        ("/topics?kind=secret", "kind"),
        ("/topics?after=nonsense", "after"),
        ("/people?email=a@example.org", "email"),
        ("/people?fields=email", "fields"),
        ("/products?sort=price", "sort"),
        ("/similar", "q"),
        ("/search?q=", "q"),
        ("/similar?q=tea&limit=1000", "limit"),
        ("/?x=1", "x"),
    ],
)
def test_what_is_not_understood_is_said(visit, path, field):
    response = visit().get(API + path)
    assert response.status_code == 422
    told = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "instance"} <= set(told)
    assert told["errors"][0]["field"] == field


@pytest.mark.parametrize(
    "path", ["/topics/999999", "/nothing", "/people/nobody", "/products/77/reviews", "/topics/abc"]
)
def test_missing(visit, path):
    get(visit(), path, 404)


def test_what_only_reads_says_so(visit):
    response = visit().post(f"{API}/people", {"title": "x"})
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"
    assert response.headers["Content-Type"] == "application/problem+json"
    head = visit().head(f"{API}/topics")
    assert head.status_code == 200


def test_public_fields_only(cast, visit):
    told = get(visit(cast.tom), f"/people/{cast.hannah.handle}")
    assert set(told) == {"handle", "name", "label", "url", "joined_at", "source_ref"}
    assert "@" not in json.dumps(get(visit(cast.tom), "/people"))


def test_a_writer_who_left_is_nobody(talk, cast, visit):
    cast.noor.state = "deleted"
    cast.noor.email = None
    cast.noor.save()
    assert get(visit(), f"/reviews/{talk.review.pk}")["author"] is None


@pytest.mark.parametrize(
    "path",
    [
        "/topics",
        "/reviews",
        "/products",
        "/people",
        "/topics/{question}/replies",
        "/products/{product}/reviews",
        "/search?q=question",
        "/search?q=qeustion 3",
        "/similar?q=a qeustion like 3",
    ],
)
def test_lists_stay_within_their_budget(talk, cast, visit, path, django_assert_max_num_queries):
    for number in range(5):
        open_topic("question", by=cast.gwen, title=f"Question {number}")
        post_reply(talk.question, by=cast.gwen, body="Me too")
    client = visit(cast.outsider)
    path = path.format(question=talk.question.pk, product=talk.product.pk)
    with django_assert_max_num_queries(10):
        get(client, path)


def test_the_document_is_openapi_31_and_knows_every_door(visit):
    from goodword.connect.urls import urlpatterns

    document = get(visit(), "/openapi.json")
    assert document["openapi"].startswith("3.1")
    doors = {
        f"{API}/" + str(pattern.pattern).replace("<int:", "{").replace("<str:", "{").replace(">", "}")
        for pattern in urlpatterns[0].url_patterns
    } - {f"{API}/openapi.json"}
    assert set(document["paths"]) == doors
    names = []
    for operations in document["paths"].values():
        for operation in operations.values():
            names.append(operation["operationId"])
            responses = operation["responses"]
            assert "422" in responses or 422 in responses
            for status, response in responses.items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"]
    assert len(set(names)) == len(names)
    assert references(document) <= set(document["components"]["schemas"])


def references(value):
    """The names of all schemas that a document refers to."""
    if isinstance(value, dict):
        own = {value["$ref"].rsplit("/", 1)[-1]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(references(inner) for inner in value.values()))
    if isinstance(value, list):
        return set().union(*(references(inner) for inner in value))
    return set()


def test_no_page_that_calls_a_stranger(visit):
    assert visit().get(f"{API}/docs").status_code == 404

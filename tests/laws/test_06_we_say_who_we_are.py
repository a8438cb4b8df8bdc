"""Law 6: we say who we are. The label of staff is set by the server on every surface, their stars never count, and nobody disguises it."""

import json
import re

import pytest
from django.test import Client

from goodword.catalog.actions.makers import add_maker, change_maker
from goodword.catalog.actions.products import add_product
from goodword.catalog.models import Product
from goodword.connect import policy as token_policy
from goodword.connect.actions.tokens import make_token
from goodword.conversations.actions.imports import NewReply, NewTopic, bring_replies, bring_topics
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.reviews import submit_review
from goodword.conversations.actions.topics import open_topic
from goodword.conversations.models import Reply, Topic
from goodword.core import clock
from goodword.people.actions.roles import end_role
from goodword.people.models import RoleGrant
from goodword.people.queries import viewer_of
from goodword.testing.cast import STAFF, Cast

NOT_WHOLE_YET = ("Agencies and campaigns do not exist yet, so nothing labels them.",)
SURFACES = (
    "{product}",
    "/reviews",
    "{review}",
    "/reviews.atom",
    "/products/{pk}/reviews.atom",
    "/api/v1/products/{pk}/reviews",
)


@pytest.fixture
def product(db: None) -> Product:
    return add_product(by=None, title="A Field Guide", maker="Hedda Moss")


def _of_staff(product: Product, cast: Cast) -> Topic:
    return submit_review(product, by=cast.maya, stars=5, body="A marvel of lichen.", has_connection=False)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("still_here", [True, False])
def test_a_review_by_staff_carries_the_label_everywhere_and_for_ever(
    surface: str, still_here: bool, product: Product, cast: Cast, visit
) -> None:
    topic = _of_staff(product, cast)
    if not still_here:
        end_role(RoleGrant.objects.get(person=cast.maya), by=cast.tom)
    path = surface.format(product=product.get_absolute_url(), pk=product.pk, review=topic.get_absolute_url())
    text = visit(None).get(path).content.decode()
    near = text[text.index("<main") :] if "<main" in text else text
    near = near.replace("by our own staff", "")
    assert "marvel of lichen" in near and re.search(r"\bstaff\b", near, re.I), path


def test_staff_stars_never_count(product: Product, cast: Cast, visit) -> None:
    submit_review(product, by=cast.hannah, stars=2, body="Dull.", has_connection=False)
    for key in STAFF:
        submit_review(product, by=getattr(cast, key), stars=5, body="Splendid.", has_connection=False)
    product.refresh_from_db()
    assert (product.rating_count, product.mean) == (1, 2.0)
    page = visit(None).get(product.get_absolute_url()).content.decode()
    markup = json.loads(re.search(r'ld\+json">(.*?)</script>', page, re.S)[1])
    assert markup["aggregateRating"]["ratingValue"] == 2 and markup["aggregateRating"]["ratingCount"] == 1
    assert "6 by our own staff" in page and page.count("not in the average") >= 6
    assert visit(None).get(f"/api/v1/products/{product.pk}/reviews").json()["mean"] == 2


def test_no_form_field_takes_the_label_off(product: Product, cast: Cast, visit) -> None:
    fields = {
        "stars": "5", "body": "A marvel.", "has_connection": "no", "written_as": "", "label": "", "author": cast.hannah.pk,
        "counted": "1", "official": "",
    }  # fmt: skip
    assert visit(cast.maya).submit(f"/products/{product.pk}/review", fields).status_code == 303
    topic = Topic.objects.get(kind="review")
    assert topic.written_as == "staff" and topic.author == cast.maya and not topic.review.rating.counted


def test_a_connection_is_asked_shown_and_outside_the_mean(product: Product, cast: Cast, visit) -> None:
    path = f"/products/{product.pk}/review"
    assert visit(cast.hannah).submit(path, {"stars": "5", "body": "Fine."}).status_code == 422
    answer = {"stars": "5", "body": "Fine.", "has_connection": "yes", "connection": "Hedda is my aunt"}
    assert visit(cast.hannah).submit(path, answer).status_code == 303
    for surface in (
        product.get_absolute_url(),
        "/reviews",
        "/reviews.atom",
        f"/api/v1/products/{product.pk}/reviews",
    ):
        assert "Hedda is my aunt" in visit(None).get(surface).content.decode()
    product.refresh_from_db()
    assert product.rating_count == 0


def test_the_maker_is_named_as_such(product: Product, cast: Cast, visit) -> None:
    change_maker(add_maker("Hedda Moss", by=None), by=None, name="Hedda Moss", person=cast.bettina)
    product.refresh_from_db()
    own = submit_review(product, by=cast.bettina, stars=5, body="I wrote it.", has_connection=False)
    assert own.written_as == "maker" and not own.review.rating.counted
    other = submit_review(product, by=cast.hannah, stars=1, body="Dull.", has_connection=False)
    assert post_reply(other, by=cast.bettina, body="I am sorry.").written_as == "maker"


@pytest.mark.parametrize("key", STAFF)
def test_every_way_to_write_labels_staff(key: str, product: Product, cast: Cast) -> None:
    person = getattr(cast, key)
    question = open_topic("question", by=person, title="Is it good?")
    review = submit_review(product, by=person, stars=4, body="Good.", has_connection=False)
    assert {question.written_as, review.written_as} == {"staff"}
    assert post_reply(question, by=person, body="It is.").written_as == "staff"


def test_an_import_is_no_way_in_disguise(product: Product, cast: Cast) -> None:
    now = clock.now()
    new = NewTopic(
        source_id="1", author_id=cast.maya.pk, body="x", html="<p>x</p>", at=now, title="From elsewhere"
    )
    topic_id = bring_topics("elsewhere", [new])["1"]
    assert Topic.objects.get(pk=topic_id).written_as == "staff"
    reply = NewReply(
        source_id="2", author_id=cast.maya.pk, body="y", html="<p>y</p>", at=now, topic_id=topic_id
    )
    bring_replies("elsewhere", [reply])
    assert Reply.objects.get(source_id="2").written_as == "staff"
    origin = {"source": "elsewhere", "source_id": "3"}
    review = submit_review(product, by=cast.maya, stars=5, body="z", has_connection=False, origin=origin)
    assert review.written_as == "staff" and not review.review.rating.counted


@pytest.mark.parametrize("scopes", [["topics:write", "replies:write", "reviews:write"], None])
@pytest.mark.parametrize("key", STAFF)
def test_a_program_of_the_staff_carries_the_label_whatever_its_token(
    key: str, scopes: list[str] | None, product: Product, cast: Cast
) -> None:
    """With a token that carries none of their roles, and with one that carries all: the label is set by the server."""
    person = getattr(cast, key)
    every = [scope for scope in token_policy.ALL if token_policy.may_carry(scope, viewer_of(person))]
    _token, secret = make_token(by=person, name="a tool", scopes=scopes or every, days=7)
    client = Client(headers={"authorization": f"Bearer {secret}"})

    def send(path: str, **body: object) -> dict[str, object]:
        answer = client.post(f"/api/v1{path}", json.dumps(body), "application/json")
        assert answer.status_code == 201, answer.content
        return answer.json()

    question = send("/topics", kind="question", title="Is it good?")
    reply = send(f"/topics/{question['id']}/replies", body="It is.")
    review = send(f"/products/{product.pk}/reviews", stars=5, body="A marvel.", has_connection=False)
    assert {question["label"], reply["label"], review["label"]} == {"staff"}
    assert review["counted"] is False
    for name in ("label", "written_as", "author", "counted", "official_label"):
        sent = json.dumps({"kind": "question", "title": "Is it?", name: ""})
        assert client.post("/api/v1/topics", sent, "application/json").status_code == 422
    product.refresh_from_db()
    assert product.rating_count == 0

"""`Idempotency-Key`: the same request is done once and answered alike; another one with the same key is refused."""

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError

from goodword.catalog.actions.products import add_product
from goodword.connect.api.writing import topics
from goodword.connect.jobs import forget_old_answers
from goodword.connect.models import KeptAnswer
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.topics import open_topic, withdraw_topic
from goodword.conversations.models import Reply, Topic
from goodword.core import clock
from goodword.core.models import EventRecord

pytestmark = pytest.mark.django_db
QUESTION = {"kind": "question", "title": "Do you wrap gifts?"}


def test_the_same_key_gives_the_same_answer_and_writes_once(cast, program):
    hannah = program(cast.hannah)
    first = hannah.ask("POST", "/topics", QUESTION, key="a1")
    again = hannah.ask("POST", "/topics", QUESTION, key="a1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert Topic.objects.count() == 1
    assert EventRecord.objects.filter(name="conversations.TopicOpened").count() == 1
    assert hannah.ask("POST", "/topics", QUESTION, key="a2").json()["id"] != first.json()["id"]
    assert hannah.ask("POST", "/topics", QUESTION).status_code == 201
    assert Topic.objects.count() == 3


def test_every_verb_keeps_its_answer(cast, program):
    topic = open_topic("question", by=cast.noor, title="Q")
    idea = open_topic("idea", by=cast.noor, title="A bench")
    product = add_product(by=cast.tom, title="The Lamp")
    hannah = program(cast.hannah)
    reply = hannah.ask("POST", f"/topics/{topic.pk}/replies", {"body": "x"}, key="r").json()["id"]
    asked = [
        ("PATCH", f"/replies/{reply}", {"body": "y"}),
        ("PUT", f"/topics/{idea.pk}/vote", {"because": "sun"}),
        ("DELETE", f"/topics/{idea.pk}/vote", None),
        ("PUT", f"/topics/{topic.pk}/same-here", None),
        ("PUT", f"/follows/product/{product.pk}", None),
        ("POST", f"/products/{product.pk}/reviews", {"stars": 5, "body": "Fine.", "has_connection": False}),
        ("DELETE", f"/replies/{reply}", None),
    ]
    for number, (method, path, body) in enumerate(asked):
        first = hannah.ask(method, path, body, key=f"k{number}")
        again = hannah.ask(method, path, body, key=f"k{number}")
        assert first.status_code in (200, 201, 204), first.content
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again.headers.get("Idempotent-Replayed") == "true", path


def test_another_request_with_the_same_key_is_refused(cast, program):
    hannah = program(cast.hannah)
    topic = hannah.ask("POST", "/topics", QUESTION, key="a1").json()["id"]
    for method, path, body in (
        ("POST", "/topics", {**QUESTION, "title": "Another"}),
        ("POST", f"/topics/{topic}/replies", {"body": "x"}),
        ("PATCH", f"/topics/{topic}", QUESTION | {"kind": "idea"}),
        ("DELETE", f"/topics/{topic}", None),
    ):
        answer = hannah.ask(method, path, body, key="a1")
        assert answer.status_code == 422
    assert hannah.ask("POST", "/topics", {**QUESTION, "title": "B"}, key="a1").json()["errors"][0][
        "field"
    ] == ("Idempotency-Key")
    assert Topic.objects.count() == 1 and not Reply.objects.exists()


def test_a_key_counts_for_its_token_only(cast, program):
    first = program(cast.hannah).ask("POST", "/topics", QUESTION, key="a1").json()
    second = program(cast.hannah).ask("POST", "/topics", QUESTION, key="a1").json()
    third = program(cast.noor).ask("POST", "/topics", QUESTION, key="a1").json()
    assert len({first["id"], second["id"], third["id"]}) == 3
    assert third["author"]["handle"] == "noor"


def test_a_refusal_frees_the_key(cast, program):
    hannah = program(cast.hannah)
    assert hannah.ask("POST", "/topics", {"kind": "story", "title": "S"}, key="a1").status_code == 422
    assert not KeptAnswer.objects.exists()
    sent = {"kind": "story", "title": "S", "body": "Once."}
    assert hannah.ask("POST", "/topics", sent, key="a1").status_code == 201


@pytest.mark.parametrize("key", [" ", "a b", "x" * 256, "é", "a\tb"])
def test_a_key_is_plain_characters(cast, program, key):
    assert program(cast.hannah).ask("POST", "/topics", QUESTION, key=key).status_code == 422
    assert not Topic.objects.exists()


def test_while_the_first_is_worked_on_the_second_waits_outside(cast, program, monkeypatch):
    """The second comes while the first is in the middle of its verb."""
    hannah, seen = program(cast.hannah), []
    verb = topics.topics.open_topic

    def slow(*args, **kwargs):
        if not seen:
            seen.append(hannah.ask("POST", "/topics", QUESTION, key="a1"))
        return verb(*args, **kwargs)

    monkeypatch.setattr(topics.topics, "open_topic", slow)
    first = hannah.ask("POST", "/topics", QUESTION, key="a1")
    assert first.status_code == 201
    assert (seen[0].status_code, seen[0].headers["Retry-After"]) == (409, "1")
    assert hannah.ask("POST", "/topics", QUESTION, key="a1").content == first.content
    assert Topic.objects.count() == 1


def test_an_answer_is_kept_for_a_day_at_least(cast, program):
    now = clock.now()
    hannah = program(cast.hannah)
    first = hannah.ask("POST", "/topics", QUESTION, key="a1").content
    with time_machine.travel(now + timedelta(hours=25)):
        forget_old_answers.call()
        assert hannah.ask("POST", "/topics", QUESTION, key="a1").content == first
    with time_machine.travel(now + timedelta(hours=49)):
        forget_old_answers.call()
        assert not KeptAnswer.objects.exists()


def test_what_is_answered_again_is_ones_own_alone(cast, program):
    """Kept answers are read past the gate, so they hold nothing of anybody else's."""
    topic = open_topic("question", by=cast.hannah, title="Q")
    reply = post_reply(topic, by=cast.noor, body="the words of another")
    hannah = program(cast.hannah)
    hannah.ask("PUT", f"/replies/{reply.pk}/acceptance", {}, key="a")
    hannah.ask("PUT", f"/replies/{reply.pk}/vote", {}, key="b")
    hannah.ask("PUT", "/follows/person/noor", key="c")
    withdraw_topic(topic, by=cast.hannah)
    assert KeptAnswer.objects.count() == 3
    assert not KeptAnswer.objects.filter(body__contains="words of another").exists()


@pytest.mark.parametrize(
    ("trouble", "status"),
    [("database or disk is full", 507), ("database is locked", 503), ("gone away", 503)],
)
def test_when_the_machine_fails_nothing_is_kept_and_the_key_is_free(
    cast, program, monkeypatch, trouble, status
):
    hannah = program(cast.hannah)
    verb = topics.topics.open_topic

    def broken(*args, **kwargs):
        verb(*args, **kwargs)
        raise OperationalError(trouble)

    with monkeypatch.context() as patch:
        patch.setattr(topics.topics, "open_topic", broken)
        answer = hannah.ask("POST", "/topics", QUESTION, key="a1")
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0
    assert not Topic.objects.exists() and not KeptAnswer.objects.exists()
    assert hannah.ask("POST", "/topics", QUESTION, key="a1").status_code == 201

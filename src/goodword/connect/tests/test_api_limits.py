"""How often a program may ask: 429 with Retry-After, and on every answer what is left."""

import re

import pytest

from goodword.connect.actions.tokens import make_token
from goodword.connect.tests.conftest import Program
from goodword.conversations.models import Topic
from goodword.core import ratelimit
from goodword.core.settings_registry import change_setting

pytestmark = pytest.mark.django_db
QUESTION = {"kind": "question", "title": "Q"}


@pytest.fixture(autouse=True)
def few(db):
    change_setting("api.reads_a_minute", 3)
    change_setting("api.writes_a_minute", 2)


def too_often(answer):
    assert answer.status_code == 429, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert re.fullmatch(r'"(reads|writes)";r=0;t=\d+', answer.headers["RateLimit"])
    return True


def test_writing_is_counted_for_token_and_person(cast, program):
    first, second = program(cast.hannah), program(cast.hannah)
    answer = first.ask("POST", "/topics", QUESTION)
    assert answer.headers["RateLimit-Policy"] == '"writes";q=2;w=60'
    assert re.fullmatch(r'"writes";r=1;t=(60|59)', answer.headers["RateLimit"])
    assert second.ask("POST", "/topics", {"kind": "none"}).status_code == 422
    assert too_often(second.ask("POST", "/topics", QUESTION))
    assert too_often(first.ask("POST", "/topics", QUESTION))
    assert first.ask("GET", "/topics").status_code == 200
    assert program(cast.noor).ask("POST", "/topics", QUESTION).status_code == 201
    assert Topic.objects.count() == 2


def test_reading_is_counted_for_token_person_and_address(cast, program, visit):
    hannah = program(cast.hannah)
    left = [hannah.ask("GET", "/topics").headers["RateLimit"].split(";")[1] for _ in range(3)]
    assert left == ["r=2", "r=1", "r=0"]
    assert too_often(hannah.ask("GET", "/topics"))
    assert too_often(program(cast.hannah).ask("GET", "/topics"))
    assert too_often(visit(cast.hannah).get("/api/v1/topics"))
    nobody = Program()
    for _ in range(3):
        assert nobody.ask("GET", "/topics").status_code == 200
    assert too_often(nobody.ask("GET", "/topics"))
    assert nobody.ask("GET", "/topics", REMOTE_ADDR="127.0.0.9").status_code == 200
    assert visit(None).get("/questions").status_code == 200


def test_wrong_tokens_are_counted_for_their_address(db):
    thief = Program("gw_aaaaaaaa_" + "x" * 43)
    assert [thief.ask("GET", "/topics").status_code for _ in range(4)] == [401, 401, 401, 429]


def test_a_refused_token_costs_its_person_nothing(cast, program):
    narrow = program(cast.hannah, "read")
    for _ in range(5):
        assert narrow.ask("POST", "/topics", QUESTION).status_code == 403
    assert program(cast.hannah).ask("POST", "/topics", QUESTION).status_code == 201


def test_nothing_is_done_when_it_cannot_be_counted(cast, program, monkeypatch):
    monkeypatch.setattr(ratelimit, "_COUNT", "SELECT 1 FROM nothing_such WHERE %s = %s AND %s = %s")
    hannah = program(cast.hannah)
    answer = hannah.ask("POST", "/topics", QUESTION)
    assert answer.status_code == 429 and not Topic.objects.exists()


def test_the_token_says_nothing_in_the_log(cast, caplog):
    _token, secret = make_token(by=cast.hannah, name="x", scopes=["read"], days=7)
    Program(secret[:-1] + "~").ask("GET", "/topics")
    Program(secret).ask("POST", "/topics", QUESTION)
    assert secret[12:-1] not in caplog.text

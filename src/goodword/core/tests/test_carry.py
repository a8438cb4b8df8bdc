"""A text goes with its writer through sign-in and sign-up, without JavaScript (PE-1, law 10)."""

import re
from datetime import timedelta

import time_machine
from django.core import signing
from django.http import QueryDict
from django.test import RequestFactory

from goodword.core import carry, clock
from goodword.core.formguard import FIELD
from goodword.people.tests.mailing import last_link
from goodword.testing.cast import PASSWORD

POST = QueryDict(mutable=True)
POST.update(
    {"title": "Which paper for a wet voyage?", "body": "It rains in there.", FIELD: "t", "password": "s3cret"}
)
POST.setlist("tags", ["paper", "boats"])


def test_a_form_comes_back_whole_and_without_secrets():
    carried = carry.unpack(carry.pack(POST, back="/ask"))
    assert carried == {
        "fields": {"title": [POST["title"]], "body": [POST["body"]], "tags": ["paper", "boats"]},
        "back": "/ask",
    }


def test_what_is_not_ours_too_old_or_too_long_is_nothing():
    token = carry.pack(POST, back="/ask")
    assert carry.unpack("") is carry.unpack("x") is carry.unpack(token + "x") is None
    assert carry.unpack(signing.dumps({"fields": {}, "back": "/"}, salt="another")) is None
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert carry.unpack(token) is None
    assert carry.pack({"body": "".join(map(chr, range(0x4E00, 0x9FFF))) * 20}, back="/ask") == ""
    assert carry.unpack(carry.pack({"a": "b"}, back="//evil.example"))["back"] == "/"


def hidden(page):
    return re.search(r'name="carry" value="([^"]+)"', page.content.decode())[1]


def test_through_sign_in_to_the_form(cast, visit):
    hannah, client = cast.hannah, visit(None)
    token = carry.pack(POST, back="/you")
    page = client.submit("/sign-in", {"carry": token, "show": "1"})
    assert page.status_code == 200
    assert hidden(page) == token
    wrong = client.submit("/sign-in", {"carry": token, "email": hannah.email, "password": "wrong"})
    assert hidden(wrong) == token
    answer = client.submit("/sign-in", {"carry": token, "email": hannah.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/you"
    request = RequestFactory().get("/you")
    request.session, request.user = client.session, hannah
    assert carry.fields(request)["title"] == POST["title"]
    assert carry.fields(request)["tags"] == "boats"
    request.path = "/elsewhere"
    assert carry.fields(request) == {}
    request.path = "/you"
    carry.forget(request)
    assert carry.fields(request) == {}


def test_through_sign_up_and_its_mail_on_another_device(visit):
    token = carry.pack(POST, back="/you")
    shown = visit(None).submit("/sign-up", {"carry": token, "show": "1"})
    assert hidden(shown) == token
    visit(None).submit("/sign-up", {"carry": token, "email": "new@example.org"})
    telephone = visit(None)
    answer = telephone.submit(last_link())
    assert answer.headers["Location"] == "/you"
    assert telephone.session["carry"]["fields"]["title"] == [POST["title"]]


def test_a_forged_carry_is_dropped(cast, visit):
    fields = {"carry": "forged", "email": cast.hannah.email, "password": PASSWORD}
    assert visit(None).submit("/sign-in", fields).headers["Location"] == "/"


def test_an_anonymous_text_to_a_members_door_is_kept_on_the_page(cast, visit):
    answer = visit(None).submit("/you", {"name": "Two Words", "different": "I read upside down."})
    assert answer.status_code == 401
    assert b"I read upside down." in answer.content
    assert carry.unpack(hidden(answer))["back"] == "/you"
    assert not answer.cookies

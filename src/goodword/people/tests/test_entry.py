"""Signing up, signing in, links, sessions: what they do, and what an attacker gets from them (PE-1, law 5)."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import OperationalError

from goodword.core import carry, clock
from goodword.people.models import EmailToken, Person, Session
from goodword.people.tests.mailing import last_link, work
from goodword.testing.cast import PASSWORD

COOKIE = settings.SESSION_COOKIE_NAME


def test_sign_up_with_a_password_by_a_link(visit):
    anonymous = visit(None)
    fields = {"name": "Pete the Ferry", "email": "Pete@Example.org", "password": "seven boats out"}
    answer = anonymous.submit("/sign-up", fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in/sent")
    assert not Person.objects.exists()
    assert not answer.cookies
    link = last_link()
    assert mail.outbox[0].extra_headers["Auto-Submitted"] == "auto-generated"
    assert "Pete" not in mail.outbox[0].body
    assert b"Make my account" in anonymous.get(link).content
    assert not Person.objects.exists()
    answer = anonymous.submit(link)
    person = Person.objects.get()
    assert (person.name, person.email, answer.status_code) == ("Pete the Ferry", "pete@example.org", 303)
    assert person.email_confirmed_at and person.check_password("seven boats out")
    assert COOKIE in answer.cookies
    assert anonymous.get("/you").status_code == 200
    assert visit(None).submit(link).status_code == 410


def test_sign_up_without_name_and_password(visit):
    anonymous = visit(None)
    anonymous.submit("/sign-up", {"email": "quiet@example.org"})
    anonymous.submit(last_link())
    person = Person.objects.get()
    assert (person.name, person.has_usable_password()) == ("", False)


def test_a_known_address_and_an_unknown_one_read_the_same(cast, visit):
    known, unknown = cast.hannah.email, "nobody@example.org"
    for path in ("/sign-up", "/sign-in/link", "/reset"):
        one, two = (visit(None).submit(path, {"email": who}) for who in (known, unknown))
        assert (one.status_code, one.headers["Location"]) == (two.status_code, two.headers["Location"])
        assert one.content == two.content
    wrong = {"password": "not the password"}
    pages = [visit(None).submit("/sign-in", {**wrong, "email": who}) for who in (known, unknown)]
    assert {page.status_code for page in pages} == {422}
    work()
    subjects = {tuple(letter.to): letter.subject for letter in mail.outbox}
    assert set(subjects) == {(known,), (unknown,)}
    assert "Make your account" in subjects[(unknown,)]


def test_a_mail_to_a_known_address_says_so_and_signs_in(cast, visit):
    visit(None).submit(
        "/sign-up", {"email": cast.hannah.email, "name": "Mallory", "password": "my own new password"}
    )
    link = last_link()
    assert "There is one already" in mail.outbox[-1].body
    client = visit(None)
    assert client.submit(link).status_code == 303
    cast.hannah.refresh_from_db()
    assert cast.hannah.name == "Hannah Lindqvist"
    assert cast.hannah.check_password(PASSWORD)


def test_sign_in_gives_a_new_session_and_the_first_cookie(cast, visit):
    hannah, client = cast.hannah, visit(None)
    assert not client.get("/sign-in").cookies
    answer = client.submit(
        "/sign-in", {"email": "HANNAH@example.org ", "password": PASSWORD, "next": "/staff"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff")
    first = client.cookies[COOKIE].value
    assert Session.objects.get().person == hannah
    client.submit("/sign-out")
    assert not Session.objects.exists()
    client.cookies[COOKIE] = first  # fixation: the old id is nobody's
    assert client.get("/you").status_code == 302


def test_signing_in_over_a_session_changes_its_id(cast, visit):
    client = visit(cast.hannah)
    before = client.cookies[COOKIE].value
    client.submit("/sign-in", {"email": cast.ines.email, "password": PASSWORD})
    assert client.cookies[COOKIE].value != before
    assert not Session.objects.filter(pk=before).exists()


@pytest.mark.parametrize(
    "bad",
    ["//evil.example", "/\\evil.example", "\\\\evil.example", "/%09/evil.example", "/\t/evil.example", "https:evil.example",
     "https://evil.example", "data:text/html,x", "javascript:alert(1)", "/%5Cevil.example", "/%2F/evil.example", "evil", "/a b"],
)  # fmt: skip
def test_next_leads_nowhere_else(cast, visit, bad):
    assert carry.local_path(bad) == "/"
    answer = visit(None).submit("/sign-in", {"email": cast.hannah.email, "password": PASSWORD, "next": bad})
    assert answer.headers["Location"] == "/"
    assert f'value="{bad}"'.encode() not in visit(None).get("/sign-in", {"next": bad}).content


@pytest.mark.parametrize(
    "good", ["/questions/1/a-slug", "/search?q=a%20b", "/people/%D7%A9%D7%99", "/he/you#texts"]
)
def test_next_leads_home(good):
    assert carry.local_path(good) == good


def test_login_csrf_and_forms_from_elsewhere_are_refused(cast, visit):
    fields = {"email": cast.hannah.email, "password": PASSWORD}
    bare = visit(None).post("/sign-in", fields, headers={"origin": "http://testserver"})
    foreign = visit(None).submit("/sign-in", fields, headers={"origin": "http://evil.example"})
    for answer in (bare, foreign):
        assert answer.status_code == 403
        assert not answer.cookies
    assert PASSWORD.encode() not in bare.content
    assert visit(cast.hannah).post("/sign-out", headers={"origin": "http://evil.example"}).status_code == 403
    assert visit(cast.hannah).get("/sign-out").status_code == 405


def test_ten_wrong_passwords_close_the_door_for_a_while(cast, visit):
    fields = {"email": cast.hannah.email, "password": "wrong"}
    for _ in range(10):
        assert visit(None).submit("/sign-in", fields).status_code == 422
    answer = visit(None).submit("/sign-in", {**fields, "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert b"hannah@example.org" in answer.content
    assert not answer.cookies
    assert visit(None).submit("/sign-in", {"email": cast.ines.email, "password": PASSWORD}).status_code == 303


def test_a_door_that_cannot_count_stays_shut(cast, visit, monkeypatch):
    broken = Mock(**{"cursor.side_effect": OperationalError})
    fields = {"email": cast.hannah.email, "password": PASSWORD}
    monkeypatch.setattr("goodword.core.ratelimit.connection", broken)
    answer = visit(None).submit("/sign-in", fields)
    assert answer.status_code == 429
    assert not answer.cookies


def test_good_sign_ins_are_not_counted(cast, visit):
    for _ in range(12):
        fields = {"email": cast.hannah.email, "password": PASSWORD}
        assert visit(None).submit("/sign-in", fields).status_code == 303


def test_no_public_form_sets_a_cookie_when_it_fails(visit):
    for path in ("/sign-in", "/sign-up", "/sign-in/link", "/reset"):
        client = visit(None)
        assert not client.get(path).cookies
        assert not client.submit(path, {"email": "x"}).cookies
        assert not client.post(path, {"email": "x"}).cookies


def test_a_link_works_once_within_an_hour_and_a_get_changes_nothing(cast, visit):
    visit(None).submit("/sign-in/link", {"email": cast.hannah.email, "next": "/staff"})
    link = last_link()
    for _ in range(3):
        page = visit(None).get(link)
        assert page.status_code == 200
        assert not page.cookies
        assert b"no-referrer" not in page.content  # a browser would send "Origin: null" with the button
    answer = visit(None).submit(link)
    assert answer.headers["Location"] == "/staff"
    assert visit(None).submit(link).status_code == 410
    assert visit(None).get(link).status_code == 410
    visit(None).submit("/sign-in/link", {"email": cast.hannah.email})
    link = last_link()
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        assert visit(None).submit(link).status_code == 410


def test_the_database_knows_no_secret_of_a_link(cast, visit):
    visit(None).submit("/sign-in/link", {"email": cast.hannah.email})
    secret = last_link().rsplit("/", 1)[-1]
    assert secret not in str(list(EmailToken.objects.values()))


def test_a_reset_sets_a_password_and_ends_every_session(cast, visit):
    elsewhere = visit(cast.hannah)
    visit(None).submit("/reset", {"email": cast.hannah.email})
    link = last_link()
    client = visit(None)
    short = client.submit(link, {"password": "short"})
    assert short.status_code == 422
    assert b"short" not in short.content.split(b"<form")[-1].split(b"password")[0]
    assert client.submit(link, {"password": "a new lamp in the hall"}).status_code == 303
    assert elsewhere.get("/you").status_code == 302
    assert client.submit(link, {"password": "a third lamp in the hall"}).status_code in (403, 410)
    cast.hannah.refresh_from_db()
    assert cast.hannah.check_password("a new lamp in the hall")


def test_a_link_in_another_persons_session_is_void(cast, visit):
    visit(None).submit("/reset", {"email": cast.hannah.email})
    link = last_link()
    assert visit(cast.outsider).get(link).status_code == 410
    assert visit(cast.outsider).submit(link, {"password": "taken over by another"}).status_code == 410
    assert visit(cast.hannah).get(link).status_code == 200


def test_a_change_of_address_voids_older_links_and_tells_the_old_one(cast, visit):
    visit(None).submit("/reset", {"email": cast.hannah.email})
    reset = last_link()
    client = visit(cast.hannah)
    assert client.submit("/you/address", {"email": "new@example.org"}).status_code == 303
    cast.hannah.refresh_from_db()
    assert cast.hannah.email == "hannah@example.org"
    link = last_link()
    assert mail.outbox[-1].to == ["new@example.org"]
    assert client.submit(link).status_code == 200
    cast.hannah.refresh_from_db()
    assert cast.hannah.email == "new@example.org"
    work()
    assert mail.outbox[-1].to == ["hannah@example.org"]
    assert visit(None).get(reset).status_code == 410


def test_a_change_to_a_taken_address_reads_like_any_other(cast, visit):
    answer = visit(cast.hannah).submit("/you/address", {"email": cast.ines.email})
    assert answer.headers["Location"] == "/sign-in/sent"
    work()
    assert not mail.outbox


def test_a_session_shows_and_ends(cast, visit):
    here, there, third = visit(cast.hannah), visit(cast.hannah), visit(cast.hannah)
    short = Session.objects.get(pk=there.cookies[COOKIE].value).short
    assert here.get("/you/sessions").content.count(b"End it") == 2
    assert visit(cast.outsider).submit("/you/sessions", {"session": short}).status_code == 303
    assert there.get("/you").status_code == 200
    here.submit("/you/sessions", {"session": short})
    assert there.get("/you").status_code == 302
    here.submit("/you/sessions")
    assert third.get("/you").status_code == 302
    assert here.get("/you").status_code == 200


def test_a_new_password_needs_the_present_one_and_ends_other_sessions(cast, visit):
    here, there = visit(cast.hannah), visit(cast.hannah)
    wrong = here.submit("/you/password", {"present": "no", "password": "a new lamp in the hall"})
    assert wrong.status_code == 422
    right = here.submit("/you/password", {"present": PASSWORD, "password": "a new lamp in the hall"})
    assert right.status_code == 303
    assert here.get("/you").status_code == 200
    assert there.get("/you").status_code == 302


def test_who_is_suspended_is_out_at_once(cast, visit):
    client = visit(cast.hannah)
    Person.objects.filter(pk=cast.hannah.pk).update(state=Person.State.SUSPENDED)
    assert client.get("/you").status_code == 302
    answer = visit(None).submit("/sign-in", {"email": cast.hannah.email, "password": PASSWORD})
    assert answer.status_code == 422


HOSTILE = {
    "nothing": "",
    "long": "x" * 300,
    "nul": "a\0b",
    "surrogate": b"\xed\xa0\x80",
    "brackets": "[" * 100_000,
    "markup": '"><script>alert(1)</script>',
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-up", "/sign-in/link", "/reset"])
def test_hostile_input_is_answered_beside_the_field(visit, path, value):
    answer = visit(None).submit(path, {"email": value, "password": value, "name": value})
    assert answer.status_code == 422
    assert b"<script>alert" not in answer.content
    assert not answer.cookies
    assert not Person.objects.exists()

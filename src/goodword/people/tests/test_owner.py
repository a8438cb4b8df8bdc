"""Before there is an owner: reading works, writing and the desk wait; the first owner takes the keys (issue step 1)."""

import io

import pytest
from django.core.management import call_command

from goodword.core.formguard import FIELD
from goodword.people import demo, owner
from goodword.people.models import Person, RoleGrant, Session
from goodword.people.queries import viewer_of

KEYS = {"name": "Tom Hallett", "email": "tom@example.org", "password": "a lamp in the window"}


@pytest.fixture
def empty(db):
    """A site that nobody owns."""
    owner.forget()


def said(command):
    out = io.StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


def test_reading_works_and_writing_waits(empty, cast, visit):
    assert visit(None).get("/staff").status_code == 200
    assert visit(None).get("/healthz").status_code == 200
    for path in ("/sign-in", "/sign-up", "/follows/person/1", "/he/sign-in"):
        answer = visit(None).submit(path, {"email": "x@example.org"})
        assert answer.status_code == 503
        assert b"waits for its owner" in answer.content or path.startswith("/he")
        assert not answer.cookies
    for path in ("/desk", "/desk/staff", "/he/desk/staff"):
        assert visit(None).get(path).status_code == 503
    assert visit(None).get("/desktop").status_code == 404


def test_the_link_of_the_console_makes_the_first_owner_once(empty, visit):
    link = said("first_owner_link").strip().removeprefix("http://127.0.0.1:8000")
    for bad in ("/first-owner", "/first-owner?key=x", link + "x"):
        assert visit(None).get(bad).status_code == 404
        assert visit(None).submit(bad, KEYS).status_code == 404
    client = visit(None)
    assert client.get(link).status_code == 200
    assert not Person.objects.exists()
    assert client.submit(link, {**KEYS, "password": ""}).status_code == 422
    assert client.submit(link, {**KEYS, "email": "nonsense"}).status_code == 422
    assert client.post(link, KEYS, headers={"origin": "http://evil.example"}).status_code == 403
    answer = client.submit(link, KEYS)
    assert answer.status_code == 303
    tom = Person.objects.get()
    assert viewer_of(tom).may("people.roles")
    assert RoleGrant.objects.get().role == "owner"
    assert client.get("/desk/staff").status_code == 200
    assert visit(None).submit(link, {**KEYS, "email": "second@example.org"}).status_code == 404
    assert said("first_owner_link") == ""


def test_that_there_is_an_owner_is_asked_once(empty, cast, django_assert_num_queries):
    assert cast.tom
    assert owner.has_owner()
    with django_assert_num_queries(0):
        assert owner.has_owner()


def test_the_demo_needs_no_key_on_the_machine_itself(empty, visit, settings):
    settings.GOODWORD_MODE = "demo"
    assert visit(None).get("/first-owner").status_code == 200
    assert visit(None).get("/first-owner", REMOTE_ADDR="10.0.0.9").status_code == 404


def test_the_links_of_the_demo_are_pages_with_a_button(cast, visit, settings):
    hannah, ines = cast.hannah, cast.ines
    assert said("demo_links") == ""
    settings.GOODWORD_MODE = "demo"
    lines = said("demo_links").splitlines()
    assert "Hannah Lindqvist (a customer)" in lines[0]
    assert "Ines Duarte (care)" in lines[1]
    link = demo.link_for(hannah).removeprefix("http://127.0.0.1:8000")
    client = visit(None)
    page = client.get(link)
    assert b"Hannah Lindqvist" in page.content
    assert FIELD.encode() in page.content
    assert not page.cookies
    assert not Session.objects.exists()
    assert client.submit(link).status_code == 303
    assert Session.objects.get().person == hannah
    settings.GOODWORD_MODE = "serve"
    assert visit(None).get(link).status_code == 404
    settings.GOODWORD_MODE = "demo"
    assert visit(None).submit(link + "x").status_code == 404
    assert ines

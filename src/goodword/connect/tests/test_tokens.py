"""Tokens: made on a page, shown once, listed with what they may do, ended by their person; and only a digest is kept."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection

from goodword.connect import policy
from goodword.connect.actions.tokens import end_token, make_token
from goodword.connect.models import ApiToken, KeptAnswer
from goodword.connect.queries import digest_of, token_of
from goodword.core import clock, erasures, jobs, personal, restoring
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.models import EventRecord
from goodword.core.viewer import ANONYMOUS, narrowed
from goodword.people.queries import viewer_of

pytestmark = pytest.mark.django_db
FIELDS = {"name": "posts the news", "scopes": ["read", "topics:write"], "days": "30"}


def secret_on(page):
    found = re.search(r'value="(gw_[a-z0-9]{8}_[A-Za-z0-9_-]{43})"', page.content.decode())
    return found[1] if found else ""


def test_a_token_is_shown_once_and_kept_nowhere(cast, visit):
    client = visit(cast.hannah)
    page = client.submit("/you/tokens", FIELDS)
    secret = secret_on(page)
    assert page.status_code == 201 and secret
    assert page.headers["Cache-Control"] == "no-store"
    token = ApiToken.objects.get()
    assert token_of(secret) == token
    assert (token.scopes, token.digest) == (["read", "topics:write"], digest_of(secret.split("_", 2)[2]))
    assert secret.split("_", 2)[2] not in client.get("/you/tokens").content.decode()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert secret[12:] not in repr(cursor.fetchall()), table


def test_the_list_says_what_each_may_do(cast, visit):
    make_token(by=cast.hannah, name="<b>reader</b>", scopes=["read"], days=7)
    token, _secret = make_token(by=cast.hannah, name="an old one", scopes=["votes:write"], days=7)
    end_token(token, by=cast.hannah)
    page = visit(cast.hannah).get("/you/tokens").content.decode()
    assert "&lt;b&gt;reader&lt;/b&gt;" in page and "an old one" in page
    assert "Read what you may read" in page and "Vote, say" in page
    assert page.count('/end"') == 1
    assert "staff:" not in page and "reader" not in visit(cast.noor).get("/you/tokens").content.decode()
    assert visit(None).get("/you/tokens").status_code == 302


def test_sent_twice_makes_one(cast, visit):
    client = visit(cast.hannah)
    first = client.submit("/you/tokens", {**FIELDS, "once": "k"})
    again = client.submit("/you/tokens", {**FIELDS, "once": "k"})
    assert (first.status_code, again.status_code) == (201, 303)
    assert not secret_on(again)
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"scopes": []},
        {"scopes": ["staff:read"]},
        {"scopes": ["champion"]},
        {"scopes": ["all"]},
        {"days": "9999"},
    ],
)
def test_nobody_hands_on_what_they_have_not(cast, visit, change):
    page = visit(cast.hannah).submit("/you/tokens", {**FIELDS, **change})
    assert page.status_code == 422
    assert not ApiToken.objects.exists()
    desk = visit(cast.hannah).submit("/desk/tokens", {**FIELDS, **change})
    assert desk.status_code == 404


def test_staff_scopes_are_made_on_the_desk_alone(cast, visit):
    wish = {**FIELDS, "scopes": ["read", "staff:read"]}
    assert visit(cast.maya).submit("/you/tokens", wish).status_code == 422
    assert visit(cast.maya).submit("/desk/tokens", wish).status_code == 201
    assert visit(cast.gwen).submit("/you/tokens", {**FIELDS, "scopes": ["champion"]}).status_code == 201
    with pytest.raises(Invalid):
        make_token(by=cast.noor, name="x", scopes=["staff:read"], days=7)


def test_the_owner_sees_all_and_ends_any(cast, visit):
    token, _secret = make_token(by=cast.hannah, name="of hannah", scopes=["read"], days=7)
    assert "of hannah" in visit(cast.tom).get("/desk/tokens").content.decode()
    assert "of hannah" not in visit(cast.maya).get("/desk/tokens").content.decode()
    for person in (cast.noor, cast.maya):
        assert visit(person).submit(f"/you/tokens/{token.pk}/end").status_code == 404
        with pytest.raises(NotAllowed):
            end_token(token, by=person)
    answer = visit(cast.tom).submit(f"/you/tokens/{token.pk}/end")
    assert answer.headers["Location"] == "/desk/tokens"
    token.refresh_from_db()
    assert (token.ended_by, token.ended_why) == (cast.tom, "revoked")


def test_its_person_is_told_by_mail_once(cast):
    token, secret = make_token(by=cast.hannah, name="www.evil.example", scopes=["read"], days=7)
    while jobs.work_once():
        pass
    (letter,) = mail.outbox
    assert letter.to == ["hannah@example.org"]
    assert (
        token.prefix in letter.body
        and "/you/tokens" in letter.body
        and "Read what you may read" in letter.body
    )
    assert secret not in letter.body and "evil" not in letter.body
    record = EventRecord.objects.get(name="connect.ApiTokenMade")
    assert secret[12:] not in repr(record.payload)


def test_only_the_day_of_its_last_use_is_kept(cast, program):
    hannah = program(cast.hannah, "read")
    with time_machine.travel("2026-05-12T17:23:45Z", tick=False):
        ApiToken.objects.update(expires_at=clock.now() + timedelta(days=7))
        hannah.ask("GET", "/me")
        assert str(ApiToken.objects.get().last_used_on) == "2026-05-12"


def test_twenty_are_enough(cast):
    for number in range(policy.MOST_TOKENS):
        last, _secret = make_token(by=cast.hannah, name=str(number), scopes=["read"], days=7)
    with pytest.raises(Conflict):
        make_token(by=cast.hannah, name="one more", scopes=["read"], days=7)
    end_token(last, by=cast.hannah)
    make_token(by=cast.hannah, name="one more", scopes=["read"], days=7)


def test_the_export_has_them_and_leaving_takes_them(cast, program):
    hannah = program(cast.hannah)
    hannah.ask("POST", "/topics", {"kind": "question", "title": "Q"}, key="a")
    held = personal.export(cast.hannah.pk)
    assert held["connect.tokens"][0]["name"] == "a test"
    assert held["connect.answers"][0]["key"] == "a"
    assert "digest" not in repr(held["connect.tokens"])
    personal.erase(cast.hannah.pk)
    assert not ApiToken.objects.exists() and not KeptAnswer.objects.exists()


@pytest.mark.parametrize(
    "said", ["", "gw_", "gw_aaaaaaaa_", "gw_aaaaaaaa_" + "x" * 43, "x" * 5000, "gw_aaaaaaaa_" + "é" * 43]
)
def test_what_is_no_token(db, said):
    assert token_of(said) is None


def test_a_narrow_token_narrows_every_verb(cast, program):
    """Whatever asks for the scopes of its person while it works, below the API too."""
    with narrowed(cast.tom.pk, frozenset()):
        assert viewer_of(cast.tom).scopes == frozenset()
        assert viewer_of(cast.maya).is_staff
        assert viewer_of(None) is ANONYMOUS
    assert viewer_of(cast.tom).may("site.edit")


def test_a_restore_brings_no_ended_token_back(cast, settings):
    token, secret = make_token(by=cast.hannah, name="leaked", scopes=["read"], days=7)
    end_token(token, by=cast.hannah)
    (line,) = [
        one for one in erasures.read(settings.GOODWORD_HOME / erasures.FILE) if token.prefix in str(one)
    ]
    ApiToken.objects.update(ended_at=None, ended_by=None, ended_why="")  # as the backup has it
    assert token_of(secret)
    facts = json.loads(line)["facts"]
    assert restoring.erase_again("connect.tokens", facts)
    assert token_of(secret) is None
    assert not restoring.erase_again("connect.tokens", facts)

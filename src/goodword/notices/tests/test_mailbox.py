"""The mailbox over IMAP on loopback: nothing is lost, nothing is taken twice, nothing hangs; and the signed door for mail servers."""

import time
from typing import Any

import pytest
from django.db import OperationalError

from goodword.conversations.actions.topics import open_topic
from goodword.conversations.models import Reply
from goodword.core.gate import Ref
from goodword.notices.inbound import intake, jobs, mailbox, tokens
from goodword.notices.mail_views import signature
from goodword.notices.models import Received
from goodword.testing.imap import MailServer

pytestmark = pytest.mark.django_db
SECRET = "a secret of both sides, long enough"


@pytest.fixture
def server(settings):
    """A mailbox on loopback that the house looks at."""
    made = MailServer()
    settings.GOODWORD_MAIL_IN_URL, settings.GOODWORD_MAIL_REPLY_TO = made.url, "reply@in.example"
    yield made
    made.close()


@pytest.fixture
def raw(cast, settings):
    """A reply of Samuel's to Hannah's question, as it comes in."""
    settings.GOODWORD_MAIL_REPLY_TO = "reply@in.example"
    topic = open_topic("question", by=cast.hannah, title="Do you wrap books?", body="In paper, please.")
    to = tokens.address(cast.samuel, Ref("topic", topic.pk))
    return f"From: samuel@example.org\r\nTo: {to}\r\nMessage-ID: <1@mail.example>\r\n\r\nYes, we do.\r\n".encode()


def bodies() -> list[str]:
    return list(Reply.objects.values_list("body", flat=True))


def test_each_mail_is_taken_once_and_marked_afterwards(server, raw):
    stored = server.put(raw)
    assert jobs.look() == 1 and bodies() == ["Yes, we do."] and stored.flags == {"\\Seen"}
    assert jobs.look() == 0
    stored.flags.clear()  # as if the process had died between commit and mark
    assert jobs.look() == 1 and bodies() == ["Yes, we do."]


def test_what_cannot_be_taken_is_put_aside_and_counted(server, raw):
    server.put(b"From: a@example.org\r\n" + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 100)
    server.put(raw)
    assert jobs.look() == 2 and bodies() == ["Yes, we do."]
    assert len(server.folders["Refused"]) == 1 and len(server.folders["INBOX"]) == 1
    assert Received.objects.filter(outcome="unreadable").count() == 1


def test_a_mail_that_breaks_us_holds_up_no_other(server, raw, monkeypatch):
    real = intake.take
    server.put(b"From: a@example.org\r\n\r\npoison\r\n")
    server.put(raw)

    def take(mail: bytes) -> Any:
        if b"poison" in mail:
            raise ZeroDivisionError
        return real(mail)

    monkeypatch.setattr(intake, "take", take)
    jobs.look()
    assert bodies() == ["Yes, we do."] and [mail.raw for mail in server.folders["Refused"]] == [
        b"From: a@example.org\r\n\r\npoison\r\n"
    ]


def test_a_database_that_is_away_leaves_the_mail_where_it_is(server, raw, monkeypatch):
    def away(mail: bytes) -> Any:
        raise OperationalError

    monkeypatch.setattr(intake, "take", away)
    stored = server.put(raw)
    with pytest.raises(OperationalError):
        jobs.look()
    assert stored.flags == set() and "Refused" not in server.folders


def test_a_mail_larger_than_is_read_is_not_even_fetched(server):
    server.put(b"x" * 10_100_000)
    jobs.look()
    assert len(server.folders["Refused"]) == 1 and server.commands.count("UID FETCH") == 1


def test_without_uidplus_nothing_of_others_is_expunged(server):
    server.uidplus = False
    server.put(b"x" * 10_100_000)
    jobs.look()
    assert server.folders["INBOX"][0].flags == {"\\Seen", "\\Deleted"}
    assert not any("EXPUNGE" in command for command in server.commands)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["CAPABILITY", "LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE"])
@pytest.mark.parametrize("how", ["hang", "drop", "no", "drip", "huge"])
def test_a_server_that_misbehaves_costs_a_moment_and_no_mail(server, raw, monkeypatch, command, how):
    monkeypatch.setattr(mailbox, "TIMEOUT", 0.4)
    monkeypatch.setattr(mailbox, "BUDGET", 1.0)
    stored = server.put(raw)
    server.script[command] = how
    began = time.monotonic()
    if (command, how) != ("CAPABILITY", "no"):
        with pytest.raises(mailbox.Unreachable):
            jobs.look()
    assert time.monotonic() - began < 6
    server.script.clear()
    jobs.look()
    assert stored.flags == {"\\Seen"} and bodies() == ["Yes, we do."]


def test_a_job_that_finds_no_server_only_says_so(server, caplog):
    server.close()
    jobs.look_for_mail.call()
    assert "could not be looked at" in caplog.text and "secret" not in caplog.text


def test_a_wrong_password_is_said_without_it(server, settings):
    settings.GOODWORD_MAIL_IN_URL = server.url.replace("secret", "hunter2")
    with pytest.raises(mailbox.Unreachable, match="does not let us in") as error:
        jobs.look()
    assert "hunter2" not in str(error.value)


def test_a_plain_connection_to_another_machine_insists_on_tls(monkeypatch):
    asked = []

    class Plain:
        def __init__(self, *_where: object, **_how: object) -> None:
            pass

        def starttls(self, _context: object) -> None:
            asked.append("tls")

    monkeypatch.setattr(mailbox, "_Connection", Plain)
    mailbox._connect(mailbox.place_of("imap://u:p@mail.example"))
    assert asked == ["tls"]


@pytest.mark.parametrize("url", ["", "imaps://", "http://x", "imaps://x:99999", "mailbox"])
def test_an_address_that_is_none_is_said(url):
    with pytest.raises(mailbox.Unreachable):
        mailbox.place_of(url)


def sent(client, raw: bytes, *, secret: str = SECRET, age: int = 0, **headers: str):
    stamp = str(int(time.time()) - age)
    given = {"X-Mail-Timestamp": stamp, "X-Mail-Signature": signature(secret, stamp, raw), **headers}
    return client.post("/mail/in", raw, content_type="message/rfc822", headers=given)


def test_a_signed_mail_is_taken_once(client, raw, settings):
    settings.GOODWORD_MAIL_IN_SECRET = SECRET
    assert sent(client, raw).json() == {"outcome": "reply", "reason": ""}
    assert sent(client, raw).json()["outcome"] == "reply" and bodies() == ["Yes, we do."]


def test_what_is_not_signed_is_not_read(client, raw, settings):
    settings.GOODWORD_MAIL_IN_SECRET = SECRET
    assert sent(client, raw, secret="another secret").status_code == 401
    assert sent(client, raw, age=400).status_code == 401
    assert sent(client, raw, age=-400).status_code == 401
    assert sent(client, raw, **{"X-Mail-Signature": ""}).status_code == 401
    assert sent(client, raw, **{"X-Mail-Signature": "sha256=é"}).status_code == 401
    assert sent(client, raw, **{"X-Mail-Timestamp": "soon"}).status_code == 401
    assert client.post("/mail/in", raw, content_type="message/rfc822").status_code == 401
    assert client.get("/mail/in").status_code == 405
    assert bodies() == [] and not Received.objects.exists()


@pytest.mark.parametrize("secret", ["", "short"])
def test_without_a_secret_there_is_no_door(client, raw, settings, secret):
    settings.GOODWORD_MAIL_IN_SECRET = secret
    assert sent(client, raw, secret=secret).status_code == 404

"""Mail that lies: forged senders and addresses, machines that answer machines, made-up reports, bytes made to hurt."""

import secrets
import string
import time
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.core import mail as outbox
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from goodword.conversations.actions.topics import open_topic
from goodword.conversations.models import Reply
from goodword.core import clock, jobs
from goodword.core.gate import Ref
from goodword.notices.inbound import intake, tokens
from goodword.notices.inbound.letter import Unreadable, read
from goodword.notices.models import Outgoing, Received, Returned, Suppression
from goodword.notices.suppressed import digest_of
from goodword.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_comes_in(settings):
    settings.GOODWORD_MAIL_REPLY_TO = "reply@in.example"


@pytest.fixture
def question(cast):
    return open_topic("question", by=cast.hannah, title="Do you wrap books?", body="In paper, please.")


def written(
    to: str, *, sender: str = "samuel@example.org", body: str = "Yes, we do.", **headers: str
) -> bytes:
    """A mail as a mail program sends it."""
    lines = {
        "From": f"Samuel Adeyemi <{sender}>",
        "To": to,
        "Subject": "Re: Do you wrap books?",
        "Message-ID": f"<{secrets.token_hex(8)}@mail.example>",
        "Date": "Sun, 22 Nov 2026 10:00:00 +0000",
        "Content-Type": "text/plain; charset=utf-8",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return f"{head}\r\n{body}\r\n".encode()


def work() -> None:
    while jobs.work_once("test"):
        pass


def address(person: Person, topic) -> str:
    return tokens.address(person, Ref("topic", topic.pk)) or ""


def replies() -> int:
    return Reply.objects.count()


def test_a_reply_by_mail_is_published_once_however_often_it_comes(cast, question) -> None:
    raw = written(address(cast.samuel, question))
    first, second = intake.take(raw), intake.take(raw)
    assert first.outcome == "reply" and first.pk == second.pk
    reply = Reply.objects.get()
    assert (reply.author, reply.body, reply.topic) == (cast.samuel, "Yes, we do.", question)


def test_an_address_survives_mail_programs(cast, question) -> None:
    to = address(cast.samuel, question)
    box = to.partition("@")[0]
    assert (
        len(box) <= 64
        and box == box.lower()
        and set(box) <= set(string.ascii_lowercase + string.digits + "+")
    )
    assert intake.take(written(to.upper())).outcome == "reply"
    far = tokens._payload("t", 10**18, 10**18, clock.now().date())
    assert len("reply+") + -(-(len(far) + 10) * 8 // 5) <= 64


def test_an_address_of_another_person_is_of_no_use(cast, question) -> None:
    row = intake.take(written(address(cast.samuel, question), sender="gwen@example.org"))
    assert (row.outcome, row.reason, replies()) == ("refused", "sender", 0)
    work()
    assert outbox.outbox == []


def test_a_sender_in_a_name_or_among_others_is_none(cast, question) -> None:
    to = address(cast.samuel, question)
    for sender in (
        '"samuel@example.org" <evil@x.example>',
        "samuel@example.org, evil@x.example",
        "evil@x.example <samuel@example.org> <evil@x.example>",
        "samuel@example.org)evil@x.example",
        "samuel@example.org\r\nFrom: evil@x.example",
        "<@evil.example:samuel@example.org>",
        "samuel@example.org@evil.example",
        "ſamuel@example.org",
        "",
    ):
        assert intake.take(written(to, From=sender)).outcome != "reply", sender
    assert replies() == 0


@pytest.mark.parametrize("place", range(0, 60, 3))
def test_a_changed_address_is_forged(cast, question, place: int) -> None:
    to = address(cast.samuel, question)
    token = tokens.find(to)
    if place >= len(token) - 1:
        return  # the last letter holds spare bits
    other = "a" if token[place] != "a" else "b"
    row = intake.take(written(to.replace(token, token[:place] + other + token[place + 1 :])))
    assert (row.outcome, row.reason, replies()) == ("refused", "forged-address", 0)


def test_an_address_ends_after_a_month_and_with_the_address_of_the_person(cast, question) -> None:
    to = address(cast.samuel, question)
    with time_machine.travel(clock.now() + timedelta(days=33), tick=False):
        assert intake.take(written(to)).reason == "expired"
    Person.objects.filter(pk=cast.samuel.pk).update(email="samuel@new.example")
    assert intake.take(written(to, sender="samuel@new.example")).reason == "forged-address"
    assert replies() == 0


def test_what_one_may_not_see_takes_no_reply(cast) -> None:
    private = open_topic("question", by=cast.noor, title="My order 4711", body="Where?", audience="staff")
    row = intake.take(written(address(cast.samuel, private)))
    work()
    assert (row.outcome, row.reason, replies()) == ("refused", "gone", 0)
    assert len(outbox.outbox) == 1 and "4711" not in str(outbox.outbox[0].message())
    assert outbox.outbox[0].extra_headers["Auto-Submitted"].startswith("auto-")


def test_who_is_suspended_or_unconfirmed_is_not_heard(cast, question) -> None:
    to = address(cast.samuel, question)
    Person.objects.filter(pk=cast.samuel.pk).update(state="suspended")
    assert intake.take(written(to)).reason == "account"
    Person.objects.filter(pk=cast.samuel.pk).update(state="active", email_confirmed_at=None)
    assert intake.take(written(to)).reason == "account"
    assert replies() == 0


def test_answers_are_few_and_never_to_a_machine(cast, question) -> None:
    to = address(cast.samuel, question)
    for _time in range(6):
        intake.take(written(to, body="> nothing of my own"))
    work()
    assert len(outbox.outbox) == 3
    assert all(letter.to == ["samuel@example.org"] for letter in outbox.outbox)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; foo"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"List_Id": "<x.example>"},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
        {"X_Loop": "yes"},
        {"From": "MAILER-DAEMON@mail.example"},
        {"From": "community@127.0.0.1"},
    ],
)
def test_a_machine_is_never_published_and_never_answered(cast, question, headers) -> None:
    row = intake.take(written(address(cast.samuel, question), **headers))
    work()
    assert (row.outcome, replies(), outbox.outbox) == ("ignored", 0, [])


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("mx.home.example; dmarc=fail header.from=example.org", "failed"),
        ("mx.home.example; dkim=fail header.d=example.org", "unproven"),
        ("mx.home.example; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example", "unproven"),
        ("mx.home.example; spf=pass smtp.mailfrom=x@notexample.org", "unproven"),
        ("mx.home.example; dkim=pass header.d=ample.org", "unproven"),
        ("mx.home.example; dkim=pass header.d=org", "unproven"),
        ("mx.evil.example; dmarc=pass header.from=example.org", "unproven"),
        ("mx.home.example (dmarc=pass) ; none", "unproven"),
        ("", "unproven"),
        ("mx.home.example; dmarc=pass header.from=example.org", ""),
        ("mx.home.example; dkim=pass header.d=example.org", ""),
        ("mx.home.example; spf=pass smtp.mailfrom=samuel@example.org", ""),
    ],
)
def test_with_a_trusted_server_only_what_it_vouches_for_counts(
    cast, question, settings, header, reason
) -> None:
    settings.GOODWORD_MAIL_IN_AUTHSERV = "mx.home.example"
    row = intake.take(written(address(cast.samuel, question), Authentication_Results=header))
    assert (row.reason, replies()) == (reason, 0 if reason else 1)


def test_a_forged_pass_below_the_real_failure_does_not_count(cast, question, settings) -> None:
    forged = "mx.home.example; dmarc=fail\r\nAuthentication-Results: mx.home.example; dmarc=pass"
    to = address(cast.samuel, question)
    for trusted in ("mx.home.example", ""):
        settings.GOODWORD_MAIL_IN_AUTHSERV = trusted
        assert intake.take(written(to, Authentication_Results=forged)).reason == "failed"


def test_our_own_mail_is_never_published_as_somebodys_words(cast, question) -> None:
    to = address(cast.samuel, question)
    body = f"Somebody answered you\n\nTo stop: https://x.example/mail/unsubscribe/abc\nReply to {to}"
    assert intake.take(written(to, body=body)).reason == "quote"
    assert replies() == 0


def report(
    message_id: str, *, action: str = "failed", status: str = "5.1.1", kind: str = "delivery-status"
) -> bytes:
    """A report as a mail server sends it."""
    fields = (
        f"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; samuel@example.org\r\nAction: {action}\r\nStatus: {status}"
        if kind == "delivery-status"
        else "Feedback-Type: abuse\r\nUser-Agent: x/1\r\nVersion: 1"
    )
    return (
        "From: MAILER-DAEMON@mx.example\r\nTo: community@127.0.0.1\r\nReturn-Path: <>\r\n"
        f"Message-ID: <{secrets.token_hex(8)}@mx.example>\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type={kind}; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        f"--b\r\nContent-Type: message/{kind}\r\n\r\n{fields}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\nSubject: x\r\n\r\n--b--\r\n"
    ).encode()


@pytest.fixture
def sent(cast) -> Outgoing:
    """A mail to Samuel that went out."""
    return Outgoing.objects.create(
        person=cast.samuel, channel="email", form="instant", state="sent", message_id=f"<{secrets.token_hex(16)}@testserver>",
        address_digest=digest_of("samuel@example.org"), made_at=clock.now(), next_try_at=clock.now(), sent_at=clock.now(),
    )  # fmt: skip


def test_a_lasting_failure_and_a_complaint_suppress(sent) -> None:
    assert intake.take(report(sent.message_id)).reason == "permanent"
    assert Suppression.objects.get().cause == "bounce"
    assert intake.take(report(sent.message_id, kind="feedback-report")).reason == "complaint"
    assert Suppression.objects.get().cause == "complaint"
    assert sorted(Returned.objects.values_list("kind", flat=True)) == ["complaint", "permanent"]


def test_a_passing_failure_is_counted_only(sent) -> None:
    assert intake.take(report(sent.message_id, action="delayed", status="4.2.2")).reason == "transient"
    assert not Suppression.objects.exists() and Returned.objects.count() == 1


def test_a_made_up_report_changes_nothing(sent, cast) -> None:
    for message_id in (
        f"<{secrets.token_hex(16)}@testserver>",
        "",
        "<%@testserver>",
        sent.message_id.upper() + "x",
    ):
        assert intake.take(report(message_id)).outcome == "ignored"
    assert intake.take(report(sent.message_id, action="delivered", status="2.0.0")).outcome == "ignored"
    assert not Suppression.objects.exists() and not Returned.objects.exists()


def test_a_report_on_an_address_of_before_leaves_the_present_one(sent, cast) -> None:
    Person.objects.filter(pk=cast.samuel.pk).update(email="samuel@new.example")
    intake.take(report(sent.message_id))
    assert Suppression.objects.get().digest == digest_of("samuel@example.org")


def nested(depth: int) -> bytes:
    lines = [f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth)]
    return ("From: a@example.org\r\n" + "".join(lines)).encode()


PARTS = b'From: a@example.org\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
HURTFUL = {
    "10 MB of nesting": (nested(60_000) + b"x" * 7_000_000)[:10_000_000],
    "nesting of 400": nested(400),
    "nested messages": b"Content-Type: message/rfc822\r\n\r\n" * 50_000,
    "1,001 parts": PARTS + b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 1_001,
    "a million parts": PARTS + b"--b\r\n" * 1_000_000,
    "11 MB": b"From: a@example.org\r\n\r\n" + b"x" * 11_000_000,
    "headers of 9 MB": b"X: y\r\n" * 1_500_000,
    "one header of 9 MB": b"Subject: " + b"=?utf-8?q?x?= " * 600_000,
}
BOUNDED = {
    "an empty mail": b"",
    "no charset of this world": b"From: a@example.org\r\nContent-Type: text/plain; charset=zork\r\n\r\n\xff\xfe",
    "a charset that is code": b"From: a@example.org\r\nContent-Type: text/plain; charset=unicode_escape\r\n\r\n\\x41",
    "a charset that is slow": b"From: a@b.c\r\nContent-Type: text/plain; charset=punycode\r\n\r\n"
    b"abc-" + b"b" * 250_000,
    "a report of blank lines": b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
    b"Content-Type: message/delivery-status\r\n\r\n" + b"\r\n" * 4_000_000,
    "broken base64": b"From: a@b.c\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"=" * 1_000_000,
    "9 MB of words": b"From: a@example.org\r\n\r\n" + b"word " * 1_900_000,
    "one line of 9 MB of HTML": b"From: a@b.c\r\nContent-Type: text/html\r\n\r\n" + b"<b><i>" * 1_500_000,
    "an endless sender": b"From: " + b'"a' * 60_000 + b"\r\n\r\nx",
    "many senders": b"From: a@b.c\r\n" * 5_000 + b"\r\nx",
    "quoted without end": b"From: a@b.c\r\n\r\n" + b"> " * 1_000_000,
}


@pytest.mark.parametrize("name", HURTFUL)
def test_what_is_beyond_bounds_is_put_aside_at_once(name: str) -> None:
    began = time.process_time()
    assert intake.take(HURTFUL[name]).outcome == "unreadable"
    assert time.process_time() - began < 2
    assert Received.objects.count() == 1


@pytest.mark.parametrize("name", BOUNDED)
def test_odd_mails_are_read_in_bounded_time(name: str) -> None:
    began = time.process_time()
    assert intake.take(BOUNDED[name]).outcome in ("ignored", "unreadable")
    assert time.process_time() - began < 5


_header = st.sampled_from(
    [
        "From",
        "To",
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
        "Subject",
        "Message-ID",
        "Content-Disposition",
    ]
)
_value = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            *(
                "multipart/mixed; boundary=b",
                "multipart/alternative; boundary=b",
                "message/rfc822",
                "text/html; charset=x",
            ),
            *(
                "multipart/report; report-type=delivery-status; boundary=b",
                "base64",
                "quoted-printable",
                "x-uuencode",
            ),
            *(
                "text/plain; format=flowed; delsp=yes",
                "message/delivery-status",
                "text/plain; charset*=utf-8''%ff",
                "=?utf-8?b?====?=",
            ),
            *('attachment; filename="=?x?q?=ff?="', "image/png", "a@b.c"),
        ]
    ),
)
_piece = st.one_of(
    st.binary(max_size=80),
    st.sampled_from(
        [
            b"\r\n--b\r\n",
            b"\r\n--b--\r\n",
            b"\r\n\r\n",
            b"begin 644 x\r\n",
            b"<blockquote>",
            b"\r\nOn 1.1.2026 a@b.c wrote:\r\n> ",
        ]
    ),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(_header, _value), max_size=8), st.lists(_piece, max_size=12))
@example([("Content-Type", "message/rfc822")], [])
def test_no_bytes_break_the_reader(headers, pieces) -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in headers).encode("utf-8", "surrogatepass")
    with suppress(Unreadable):
        read(head + b"\r\n" + b"".join(pieces))

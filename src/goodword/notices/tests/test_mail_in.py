"""What people and staff see of mail that came in or came back."""

import io

import pytest
from django.core import mail as outbox
from django.urls import reverse
from PIL import Image

from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.topics import open_topic
from goodword.conversations.models import PostPicture, Reply
from goodword.core import clock, doctor, jobs
from goodword.core.gate import Ref
from goodword.notices.actions import suppress
from goodword.notices.inbound import intake, tokens
from goodword.notices.letters import letter
from goodword.notices.models import Notice, Outgoing, Received, Returned
from goodword.notices.suppressed import digest_of
from goodword.notices.texts import Text
from goodword.testing.imap import MailServer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_comes_in(settings):
    settings.GOODWORD_MAIL_REPLY_TO = "reply@in.example"


@pytest.fixture
def question(cast):
    return open_topic("question", by=cast.hannah, title="Do you wrap books?", body="In paper, please.")


def written(to: str, body: bytes, sender: str = "hannah@example.org") -> bytes:
    return f"From: {sender}\r\nTo: {to}\r\nMessage-ID: <{hash(body)}@x>\r\n".encode() + body


def test_a_mail_about_an_answer_takes_a_reply_below_it(cast, question, parcel):
    answer = post_reply(question, by=cast.samuel, body="We do.")
    made = parcel(cast.hannah, Text("Samuel answered.", answer.get_absolute_url(), "You asked it."))
    Notice.objects.filter(pk=made.notices[0].pk).update(about_kind="reply", about_id=answer.pk)
    made.notices[0].refresh_from_db()
    to = letter(made).reply_to[0]
    row = intake.take(written(to, b"\r\nThank you.\r\n\r\nSent from my phone\r\n"))
    reply = Reply.objects.get(pk=row.made_id)
    assert (reply.parent, reply.body, reply.author) == (answer, "Thank you.", cast.hannah)


def test_a_mail_about_several_things_of_one_conversation_takes_an_answer_to_it(cast, question):
    notices = [
        Notice(person=cast.hannah, about_kind="reply", about_id=number, thread=f"topic:{question.pk}")
        for number in (1, 2)
    ]
    found = tokens.verify(tokens.find(tokens.address_for(cast.hannah, notices)))
    assert found and found[0].about == Ref("topic", question.pk)
    notices[1].thread = "topic:99"
    assert tokens.address_for(cast.hannah, notices) is None


def test_without_a_way_in_no_mail_says_that_one_can_reply(cast, question, settings):
    settings.GOODWORD_MAIL_REPLY_TO = ""
    assert tokens.address(cast.hannah, Ref("topic", question.pk)) is None
    assert tokens.address(cast.hannah, Ref("person", cast.hannah.pk)) is None


def test_a_domain_of_its_own_needs_no_plus(cast, question, settings):
    settings.GOODWORD_MAIL_REPLY_TO = "@in.example"
    to = tokens.address(cast.hannah, Ref("topic", question.pk))
    assert to.startswith("r-") and intake.take(written(to, b"\r\nThank you.\r\n")).outcome == "reply"


def test_pictures_come_along_and_other_files_are_said_to_be_left_out(cast, question):
    file = io.BytesIO()
    Image.effect_noise((300, 200), 90).convert("RGB").save(file, "JPEG")
    body = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nLook.\r\n'
        b'--b\r\nContent-Type: image/jpeg; name="shelf.jpg"\r\nContent-Disposition: attachment\r\n\r\n' + file.getvalue()
        + b"\r\n--b\r\nContent-Type: application/pdf; name=secret-plan.pdf\r\n\r\nx\r\n--b--\r\n"
    )  # fmt: skip
    to = tokens.address(cast.hannah, Ref("topic", question.pk))
    row = intake.take(written(to, body))
    reply = Reply.objects.get(pk=row.made_id)
    assert reply.body.startswith("Look.\n\n![shelf](/pictures/") and "secret-plan" not in reply.body
    assert "left out" in reply.body and PostPicture.objects.get().picture.owner == cast.hannah


def test_why_a_reply_was_not_published_is_said_once_in_ones_language(cast, question):
    cast.hannah.language = "he"
    cast.hannah.save(update_fields=["language"])
    to = tokens.address(cast.hannah, Ref("topic", question.pk))
    raw = written(to, b"\r\n" + b"word " * 5_000)
    assert intake.take(raw).outcome == intake.take(raw).outcome == "refused"
    while jobs.work_once("test"):
        pass
    assert len(outbox.outbox) == 1 and outbox.outbox[0].to == ["hannah@example.org"]
    assert not Reply.objects.exists()


def came_back(person) -> Returned:
    outgoing = Outgoing.objects.create(
        person=person, channel="email", form="instant", state="sent", message_id="<1@x>", made_at=clock.now(),
        next_try_at=clock.now(), address_digest=digest_of(person.email),
    )  # fmt: skip
    suppress(person.email, "bounce")
    return Returned.objects.create(
        outgoing=outgoing, person=person, kind="permanent", status="5.1.1", at=clock.now()
    )


def test_whose_mail_came_back_sees_it_and_can_have_it_again(cast, visit):
    came_back(cast.hannah)
    page = visit(cast.hannah).get(reverse("notices:preferences")).content.decode()
    assert "came back" in page and "That was on" in page
    visit(cast.hannah).submit(reverse("notices:address_works"))
    assert "came back" not in visit(cast.hannah).get(reverse("notices:preferences")).content.decode()


def test_staff_see_it_beside_what_they_wrote_and_nobody_else_does(cast, visit, question):
    came_back(cast.hannah)
    desk = visit(cast.ines).get(f"/desk?topic={question.pk}").content.decode()
    assert "Mail to them came back" in desk and "5.1.1" in desk
    assert "came back" not in visit(cast.outsider).get(question.get_absolute_url()).content.decode()


def said() -> dict[str, doctor.Finding]:
    return {finding.what: finding for finding in doctor.findings("mail")}


def test_the_doctor_says_whether_mail_comes_in(settings):
    assert not said()["mail in"].good
    server = MailServer()
    settings.GOODWORD_MAIL_IN_URL = server.url
    assert said()["mail in"].good and "who replied" in said()
    settings.GOODWORD_MAIL_IN_AUTHSERV = "mx.example"
    Received.objects.create(digest="1", outcome="unreadable", at=clock.now())
    found = said()
    assert "who replied" not in found and "1 unreadable" in found["came in this week"].says
    settings.GOODWORD_MAIL_IN_URL = server.url.replace("secret", "hunter2")
    found = said()
    assert not found["mail in"].good and "hunter2" not in found["mail in"].says
    server.close()

"""Law 10: nothing is lost. What was answered with yes is on disk, a draft survives, and sending twice writes once.

That a killed server keeps what it acknowledged is shown with a real one, in tests/faults/test_kill.py.
"""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import transaction

from goodword.conversations.actions.drafts import keep_draft
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.topics import open_topic
from goodword.conversations.models import Draft, Reply, Revision, Topic, Vote
from goodword.core import carry, clock, events, jobs
from goodword.core.errors import Missing
from goodword.core.models import EventRecord, Job
from goodword.core.tasks import task
from goodword.people.models import Person

pytestmark = pytest.mark.django_db
NOT_WHOLE_YET = (
    "The API only reads, so the keys that let a program send again without doubling do not exist yet.",
    "A full disk, a database that restarts and two sites of one database are not tried yet.",
    "There is no backup command whose restore is tested.",
)
WORDS = "Do you wrap gifts in brown paper, with a ribbon?"


def question_form(**more):
    return {"title": WORDS, "body": "It is for a friend.", "audience": "everyone", **more}


def last_link() -> str:
    while jobs.work_once("test"):
        pass
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def carried(page) -> str:
    return re.search(r'name="carry" value="([^"]+)"', page.content.decode())[1]


# ---------------------------------------------------------------------------------------------- sending twice


def test_a_form_sent_twice_writes_once_and_leads_to_the_same_place(cast, visit):
    client = visit(cast.hannah)
    first = client.submit("/ask", question_form(once="k1"))
    second = client.submit("/ask", question_form(once="k1"))
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert Topic.objects.count() == 1
    assert EventRecord.objects.filter(name="conversations.TopicOpened").count() == 1


def test_the_same_key_of_somebody_else_is_another_one(cast, visit):
    visit(cast.hannah).submit("/ask", question_form(once="k1"))
    visit(cast.noor).submit("/ask", question_form(once="k1"))
    assert set(Topic.objects.values_list("author__handle", flat=True)) == {"hannah", "noor"}


def test_a_refused_form_can_be_sent_again_with_the_same_key(cast, visit):
    client = visit(cast.hannah)
    refused = client.submit("/ask", question_form(title="", once="k1"))
    assert refused.status_code == 422
    assert "It is for a friend." in refused.content.decode()
    assert client.submit("/ask", question_form(once="k1")).status_code == 303
    assert Topic.objects.count() == 1


def test_an_answer_sent_twice_stands_once(cast, visit):
    question = open_topic("question", by=cast.hannah, title=WORDS)
    client = visit(cast.maya)
    for _ in range(3):
        answer = client.submit(f"/topics/{question.pk}/replies", {"body": "We do.", "once": "k2"})
        assert answer.status_code == 303
    assert Reply.objects.count() == 1
    question.refresh_from_db()
    assert question.reply_count == 1


def test_a_vote_pressed_twice_counts_once(cast, visit):
    idea = open_topic("idea", by=cast.gwen, title="A bench outside", body="For the sun.")
    client = visit(cast.noor)
    for _ in range(3):
        assert client.submit(f"/topics/{idea.pk}/vote").status_code == 303
    idea.refresh_from_db()
    assert (idea.vote_count, Vote.objects.count()) == (1, 1)


# ----------------------------------------------------------------------------- what was written before signing in


def test_what_nobody_wrote_yet_goes_through_sign_up_to_its_form(cast, visit):
    """Without script and without a row: the text travels in the form, then waits behind the link that was asked for."""
    assert cast.tom
    client = visit(None)
    between = client.submit("/ask", question_form())
    assert between.status_code == 401
    assert not between.cookies
    assert not Topic.objects.exists() and not Draft.objects.exists()
    shown = client.submit("/sign-up", {"carry": carried(between), "show": "1"})
    assert not shown.cookies
    sent = client.submit(
        "/sign-up",
        {
            "carry": carried(shown),
            "name": "Nia",
            "email": "nia@example.org",
            "password": "a lamp in the hall",
        },
    )
    assert sent.status_code == 303
    elsewhere = visit(None)
    entered = elsewhere.submit(last_link())
    assert entered.headers["Location"] == "/ask"
    form = elsewhere.get("/ask").content.decode()
    assert WORDS in form
    assert "It is for a friend." in form
    assert not Topic.objects.exists(), "she has not sent it yet"
    assert elsewhere.submit("/ask", question_form(once="k3")).status_code == 303
    assert Topic.objects.get().author == Person.objects.get(email="nia@example.org")
    assert WORDS not in elsewhere.get("/ask").content.decode()


def test_what_was_written_goes_through_sign_in_to_its_form(cast, visit):
    question = open_topic("question", by=cast.gwen, title="Which ferry?")
    client = visit(None)
    between = client.submit(f"/topics/{question.pk}/replies", {"body": "The one at nine, in summer."})
    assert between.status_code == 401
    from goodword.testing.cast import PASSWORD

    fields = {"carry": carried(between), "email": cast.hannah.email, "password": PASSWORD}
    back = client.submit("/sign-in", fields).headers["Location"]
    assert back == question.get_absolute_url()
    assert "The one at nine, in summer." in client.get(back).content.decode()


def test_a_carried_text_lives_for_thirty_days_and_is_ours_alone():
    packed = carry.pack({"title": WORDS, "password": "secret", "_form": "x"}, "/ask")
    assert carry.unpack(packed) == {"fields": {"title": [WORDS]}, "back": "/ask"}
    with time_machine.travel(clock.now() + timedelta(days=29)):
        assert carry.unpack(packed) is not None
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert carry.unpack(packed) is None
    assert carry.unpack(packed[:-2] + "xx") is None


def test_a_stale_form_keeps_every_word(cast, visit):
    from goodword.core.formguard import FIELD, _signer

    with time_machine.travel(clock.now() - timedelta(days=3)):
        token = _signer.sign("anonymous")
    answer = visit(None).post(
        "/ask", question_form(**{FIELD: token}), headers={"origin": "http://testserver"}
    )
    assert answer.status_code == 403
    assert WORDS in answer.content.decode()


# ----------------------------------------------------------------------------------------------------- drafts


def test_a_draft_is_there_after_the_session_has_gone(cast, visit):
    first = visit(cast.hannah)
    kept = first.submit("/drafts/ask", {"title": WORDS, "body": "It is for a friend."})
    assert kept.status_code in (204, 303)
    first.submit("/sign-out")
    page = visit(cast.hannah).get("/ask").content.decode()
    assert WORDS in page
    assert WORDS not in visit(cast.outsider).get("/ask").content.decode()
    assert WORDS not in visit(None).get("/ask").content.decode()


def test_a_draft_goes_once_its_text_is_published(cast, visit):
    keep_draft("ask", {"title": WORDS, "body": "It is for a friend."}, by=cast.hannah)
    assert visit(cast.hannah).submit("/ask", question_form(once="k4")).status_code == 303
    assert not Draft.objects.exists()


def test_a_refusal_leaves_the_draft(cast, visit):
    keep_draft("ask", {"title": WORDS, "body": "It is for a friend."}, by=cast.hannah)
    assert visit(cast.hannah).submit("/ask", question_form(title="")).status_code == 422
    assert Draft.objects.count() == 1


# ------------------------------------------------------------------------------------------- history and outbox


def test_what_a_text_said_before_stays(cast):
    from goodword.conversations.actions.topics import edit_topic

    question = open_topic("question", by=cast.hannah, title="Do you wrap?", body="In paper.")
    edit_topic(question, by=cast.hannah, title=WORDS, body="In brown paper.")
    before = Revision.objects.get(topic=question)
    assert (before.title, before.body) == ("Do you wrap?", "In paper.")


def test_the_event_is_on_disk_with_its_text_or_not_at_all(cast):
    class Broken(Exception):
        pass

    with pytest.raises(Broken), transaction.atomic():
        open_topic("question", by=cast.hannah, title=WORDS)
        raise Broken
    assert not Topic.objects.exists()
    assert not EventRecord.objects.filter(name="conversations.TopicOpened").exists()


def test_what_a_crash_left_in_the_outbox_is_sent_later_and_once(cast, monkeypatch):
    """The process dies between the commit and the subscribers: the sweeper finds the record, and a second sweep finds none."""
    from goodword.notices.models import Notice

    question = open_topic("question", by=cast.hannah, title=WORDS)
    monkeypatch.setattr(events, "after_commit", lambda function: None)
    post_reply(question, by=cast.maya, body="We do.")
    assert not Notice.objects.filter(person=cast.hannah).exists()
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        assert events.sweep() > 0
        assert events.sweep() == 0
    assert Notice.objects.filter(person=cast.hannah).count() == 1


def test_an_event_told_twice_is_heard_once(cast):
    from goodword.notices.models import Notice

    question = open_topic("question", by=cast.hannah, title=WORDS)
    post_reply(question, by=cast.maya, body="We do.")
    EventRecord.objects.update(dispatched_at=None)
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        events.sweep()
    assert Notice.objects.filter(person=cast.hannah).count() == 1


@task()
def breaks() -> None:
    """A job that never succeeds."""
    raise ValueError("no")


def test_a_job_that_fails_is_tried_again_and_stays_to_be_read():
    breaks.enqueue()
    for days in range(1, 8):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            jobs.work_once("test")
    left = Job.objects.get()
    assert (left.state, left.attempts) == ("dead", jobs.MAX_ATTEMPTS)
    assert "ValueError: no" in left.error


def test_a_job_whose_worker_died_is_done_by_the_next_one():
    breaks.enqueue()
    assert jobs._claim("the one that died") is not None
    assert jobs._claim("another") is None, "it holds the lease"
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        assert jobs._claim("another") is not None


# ---------------------------------------------------------------------------------------------------- missing


def test_what_is_gone_says_so_and_what_never_was_does_not(cast, visit):
    from goodword.conversations.actions.topics import withdraw_topic

    question = open_topic("question", by=cast.hannah, title=WORDS)
    address = question.get_absolute_url()
    withdraw_topic(question, by=cast.hannah)
    assert visit(None).get(address).status_code == 410
    assert visit(None).get("/questions/999999/never").status_code == Missing.status

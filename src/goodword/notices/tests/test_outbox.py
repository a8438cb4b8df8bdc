"""From a notice to a mail: how soon, in what company, never twice, and asked again when it goes (NO, laws 4, 5 and 7)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction

from goodword.conversations.actions.answers import accept_answer, unaccept_answer
from goodword.conversations.actions.replies import post_reply, withdraw_reply
from goodword.conversations.actions.topics import open_topic
from goodword.core import clock, events, personal
from goodword.core.gate import Ref
from goodword.core.models import Job
from goodword.notices import actions, channels, deliveries
from goodword.notices.actions import planning, preferences, sending
from goodword.notices.actions.suppression import suppress
from goodword.notices.deliveries import deliver
from goodword.notices.models import Choice, Item, Notice, Outgoing, Rhythm
from goodword.people.actions import follows
from goodword.people.actions.leaving import delete_account
from goodword.people.actions.persons import add_person
from goodword.people.actions.profile import change_profile, set_just_looking
from goodword.people.models import Person

pytestmark = pytest.mark.django_db
NOON = "2026-11-25T12:00:00Z"  # a Wednesday


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    """A clock that stands still at noon until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def question(cast, now):
    return open_topic("question", by=cast.hannah, title="Do you wrap gifts?", body="In paper, please.")


def work(now: time_machine.Traveller, **later: float) -> list[mail.EmailMessage]:
    """Move the clock, do what is due, and give what went out by it."""
    before = len(mail.outbox)
    now.shift(timedelta(**later))
    deliver.call()
    return mail.outbox[before:]


def wants(person: Person, **paces: str) -> None:
    for sort, pace in paces.items():
        Choice.objects.update_or_create(
            person=person, channel="email", sort=sort, defaults={"pace": pace, "at": clock.now()}
        )


def test_an_answer_is_mailed_once_half_a_minute_has_passed(cast, question, now):
    post_reply(question, by=cast.maya, body="We do, in brown paper.")
    assert work(now, seconds=29) == []
    (sent,) = work(now, seconds=2)
    assert sent.to == ["hannah@example.org"]
    assert sent.subject == "Maya Okafor answered your question “Do you wrap gifts?”."
    assert "Hello Hannah Lindqvist," in sent.body and "> We do, in brown paper." in sent.body
    assert "Maya Okafor · Staff:" in sent.body, "the label travels with the words (law 6)"
    assert "Why you hear of it: You asked it." in sent.body
    assert work(now, minutes=60) == []
    assert Outgoing.objects.get().state == "sent" and Item.objects.get().told_at is not None


def test_a_job_waits_for_it_and_one_does_for_many(cast, question, now):
    post_reply(question, by=cast.maya, body="We do.")
    post_reply(question, by=cast.gwen, body="They do.")
    (job,) = Job.objects.filter(task__endswith="deliver")
    assert timedelta(seconds=30) <= job.run_at - clock.now() <= timedelta(seconds=40)


def test_what_was_taken_back_within_the_half_minute_is_never_mailed(cast, question, now):
    reply = post_reply(question, by=cast.maya, body="We do.")
    now.shift(timedelta(seconds=10))
    withdraw_reply(reply, by=cast.maya)
    assert work(now, minutes=2) == []
    assert Outgoing.objects.get().state == "dropped"
    assert Outgoing.objects.get().reason.startswith("hidden")


def test_answers_of_one_moment_come_in_one_mail_and_the_next_not_at_once(cast, question, now):
    post_reply(question, by=cast.maya, body="We do.")
    post_reply(question, by=cast.gwen, body="They do.")
    (first,) = work(now, seconds=31)
    assert first.subject == "2 new under “Do you wrap gifts?”"
    now.shift(timedelta(seconds=5))
    post_reply(question, by=cast.joris, body="Since years.")
    assert work(now, seconds=31) == [], "the mail before went less than three minutes ago"
    (second,) = work(now, minutes=3)
    assert second.subject == "Joris van Dam answered your question “Do you wrap gifts?”."


def test_what_one_follows_comes_together(cast, question, now):
    follows.follow(Ref("topic", question.pk), by=cast.noor)
    other = open_topic("question", by=cast.gwen, title="Is the kettle on?", body="I am cold.")
    follows.follow(Ref("topic", other.pk), by=cast.noor)
    post_reply(question, by=cast.maya, body="We do.")
    now.shift(timedelta(minutes=4))
    post_reply(other, by=cast.maya, body="It is.")
    assert [m for m in work(now, minutes=5) if m.to == ["noor@example.org"]] == []
    (bundle,) = (m for m in work(now, minutes=6) if m.to == ["noor@example.org"])
    assert "Do you wrap gifts?" in bundle.body and "Is the kettle on?" in bundle.body
    assert bundle.subject == "Our community: “Do you wrap gifts?” and 1 more"


def test_many_replies_are_one_line_with_a_number_that_is_true(cast, question, now):
    follows.follow(Ref("topic", question.pk), by=cast.noor)
    replies = [post_reply(question, by=cast.maya, body=f"Paper {n}.") for n in range(4)]
    now.shift(timedelta(minutes=2))
    deliver.call()
    withdraw_reply(replies[1], by=cast.maya)
    (sent,) = (m for m in work(now, minutes=11) if m.to == ["noor@example.org"])
    assert "3 new replies under “Do you wrap gifts?”." in sent.body
    assert sorted(Item.objects.filter(person=cast.noor).values_list("dropped", flat=True)) == [
        "",
        "",
        "",
        "hidden",
    ]


def test_nobody_is_mailed_what_they_did_not_ask_for(cast, now):
    follows.follow(Ref("person", cast.gwen.pk), by=cast.hannah)
    actions.notify([cast.noor.pk], "a kind nobody sorted", Ref("person", cast.gwen.pk), cause="x")
    assert work(now, minutes=30) == []
    assert not Item.objects.exists() and Notice.objects.count() == 2


def test_a_digest_comes_once_at_the_hour_and_holds_what_waited(cast, question, now):
    wants(cast.noor, follows="daily")
    follows.follow(Ref("topic", question.pk), by=cast.noor)
    post_reply(question, by=cast.maya, body="We do.")
    assert [m for m in work(now, hours=19, minutes=59) if m.to == ["noor@example.org"]] == []
    (digest,) = (m for m in work(now, minutes=2) if m.to == ["noor@example.org"])
    assert "What you follow" in digest.body and "Why you hear of it: You follow it." in digest.body
    post_reply(question, by=cast.gwen, body="They do.")
    assert [m for m in work(now, hours=23) if m.to == ["noor@example.org"]] == []
    assert len([m for m in work(now, hours=1) if m.to == ["noor@example.org"]]) == 1


def test_a_clock_put_back_an_hour_sends_no_second_digest(cast, question, now):
    """F11: the clock of the machine jumps, and what comes late waits for the next day."""
    wants(cast.hannah, answers="daily")
    post_reply(question, by=cast.maya, body="We do.")
    assert len(work(now, hours=20, minutes=1)) == 1
    post_reply(question, by=cast.gwen, body="They do.")
    assert work(now, hours=-1) == []
    assert work(now, hours=1) == [], "08:01 for the second time"
    assert work(now, hours=1) == []
    assert len(work(now, hours=23)) == 1


def test_the_weekly_one_waits_for_its_day(cast, question, now):
    wants(cast.hannah, answers="weekly")
    post_reply(question, by=cast.maya, body="We do.")
    for _day in range(4):
        assert work(now, days=1) == []
    assert len(work(now, days=1)) == 1, "Monday"


def test_without_anything_to_tell_there_is_no_digest(cast, question, now):
    wants(cast.hannah, answers="daily")
    actions.mark_read(cast.hannah.pk)
    assert work(now, days=2) == []
    post_reply(question, by=cast.maya, body="We do.")
    now.shift(timedelta(minutes=1))
    actions.mark_read(cast.hannah.pk)
    assert work(now, days=2) == []
    assert not Outgoing.objects.exists()


def test_a_digest_is_one_a_day_by_the_word_of_the_database(cast, now):
    fields = {"person": cast.noor, "channel": "email", "form": "digest", "period": "2026-11-25"}
    times = {"made_at": clock.now(), "next_try_at": clock.now()}
    Outgoing.objects.create(**fields, **times, message_id="<1@x>")
    with pytest.raises(IntegrityError), transaction.atomic():
        Outgoing.objects.create(**fields, **times, message_id="<2@x>")


def test_at_night_it_waits_for_the_morning_of_the_one_who_sleeps(cast, question, now):
    change_profile(
        cast.hannah, {"zone": "Pacific/Auckland"}, by=cast.hannah
    )  # where it is one in the morning
    follows.follow(Ref("topic", question.pk), by=cast.samuel)
    wants(cast.samuel, follows="at_once")
    post_reply(question, by=cast.maya, body="We do.")
    assert [m.to for m in work(now, minutes=1)] == [["samuel@example.org"]]
    assert work(now, hours=6, minutes=58) == []
    assert not Outgoing.objects.filter(person=cast.hannah).exists(), "more may come till then, and go along"
    assert [m.to for m in work(now, minutes=2)] == [["hannah@example.org"]]


def test_a_second_attempt_does_not_wake_anybody_either(cast, question, now):
    post_reply(question, by=cast.maya, body="We do.")
    now.shift(timedelta(minutes=1))
    planning.plan(), planning.gather()
    assert work(now, hours=11) == [], "11 in the evening: it was made before, and is not sent now"
    assert work(now, hours=8) == []
    assert len(work(now, hours=1, minutes=1)) == 1


def test_a_recall_comes_at_any_hour(cast, now, monkeypatch):
    from goodword.notices import texts

    monkeypatch.setitem(
        texts._makers, "fire", lambda notice, viewer: texts.Text("It burns.", "/", "You have one.")
    )
    monkeypatch.setitem(texts._sorts, "fire", "own")
    monkeypatch.setattr(texts, "_urgent", texts._urgent | {"fire"})
    Rhythm.objects.create(person=cast.noor, most_a_day=1, quiet_from="00:00", quiet_to="23:00")
    now.shift(timedelta(hours=14))
    actions.notify([cast.noor.pk], "fire", Ref("person", cast.noor.pk), cause="x")
    assert [m.subject for m in work(now, minutes=1)] == ["It burns."]


def test_beyond_the_most_a_day_the_rest_comes_the_next_day_in_one(cast, now):
    Rhythm.objects.create(person=cast.hannah, most_a_day=2)
    topics = [open_topic("question", by=cast.hannah, title=f"Question {n}?", body="Yes?") for n in range(5)]
    sent = []
    for topic in topics:
        post_reply(topic, by=cast.maya, body="Yes.")
        sent += work(now, minutes=5)
    assert len(sent) == 2
    assert work(now, hours=10) == []
    (rest,) = work(now, hours=14)
    assert rest.subject == "Our community: “Question 2?” and 2 more"


def test_never_the_same_thing_twice_whatever_is_chosen_in_between(cast, question, now):
    post_reply(question, by=cast.maya, body="We do.")
    assert len(work(now, minutes=1)) == 1
    wants(cast.hannah, answers="daily")
    planning.replan(cast.hannah)
    Notice.objects.update(planned_at=None)
    assert work(now, days=2) == []
    assert Item.objects.count() == 1


def test_who_chooses_otherwise_gets_what_waits_as_they_chose(cast, question, now):
    wants(cast.hannah, answers="weekly")
    post_reply(question, by=cast.maya, body="We do.")
    assert work(now, minutes=1) == []
    wants(cast.hannah, answers="at_once")
    planning.replan(cast.hannah)
    assert len(work(now, minutes=1)) == 1


@pytest.mark.parametrize(
    ("between", "reason"),
    [
        ("read", "read (1)"),
        ("unsubscribed", "unsubscribed (1)"),
        ("solved no more", "untrue (1)"),
        ("suppressed", "the address is suppressed: complaint"),
        ("unconfirmed", "the address is not confirmed"),
        ("suspended", "the person is not here any longer"),
        ("private", "hidden (1)"),
    ],
)
def test_everything_is_asked_again_when_it_is_sent(cast, question, now, between, reason):
    """Planned and put into a message; then something changes; then it would be sent (law 7, and law 4 at delivery)."""
    reply = post_reply(question, by=cast.maya, body="We do.")
    work(now, minutes=1)
    accept_answer(reply, by=cast.hannah)
    now.shift(timedelta(minutes=5))
    planning.plan(), planning.gather()
    maya = Person.objects.filter(pk=cast.maya.pk)
    waiting = Outgoing.objects.get(person=cast.maya, state="waiting")
    if between == "read":
        actions.mark_read(cast.maya.pk)
    elif between == "unsubscribed":
        preferences.stop(cast.maya, "email", ["answers"])
    elif between == "solved no more":
        unaccept_answer(reply, by=cast.hannah)
    elif between == "suppressed":
        suppress("Maya@Example.org", "complaint")
    elif between == "unconfirmed":
        maya.update(email_confirmed_at=None)
    elif between == "suspended":
        maya.update(state=Person.State.SUSPENDED)
    else:
        withdraw_reply(reply, by=cast.maya)
    assert work(now, minutes=1) == []
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("dropped", reason)
    assert Item.objects.get(outgoing=waiting).dropped != ""


def test_a_queue_of_a_hundred_with_one_unsubscribed_sends_the_others(cast, question, now, monkeypatch):
    """E4."""
    for n in range(100):
        follows.follow(
            Ref("topic", question.pk), by=add_person(name=f"P{n}", email=f"p{n}@example.org", confirmed=True)
        )
    post_reply(question, by=cast.hannah, body="Anybody?")
    now.shift(timedelta(minutes=15))
    planning.plan()
    now.shift(timedelta(minutes=15))
    planning.gather()
    preferences.stop(Person.objects.get(email="p7@example.org"), "email")
    monkeypatch.setattr(deliveries, "BUDGET", 600.0)
    sent = {m.to[0] for m in work(now, minutes=1)}
    assert len(sent) == 99 and "p7@example.org" not in sent


def test_a_long_queue_leaves_the_worker_to_others_in_between(cast, question, now, monkeypatch):
    """A link to sign in does not wait behind a thousand digests."""
    monkeypatch.setattr(deliveries, "BUDGET", 0.000001)
    post_reply(question, by=cast.maya, body="We do.")
    Job.objects.all().delete()
    assert len(work(now, minutes=1)) == 1
    assert Job.objects.filter(task__endswith="deliver", state="ready").count() == 1
    assert work(now, seconds=1) == []
    assert Job.objects.filter(task__endswith="deliver").count() == 1, (
        "the end of the queue is the end of the chain"
    )


def test_nothing_is_mailed_of_an_import(cast, question, now):
    with events.quietly():
        post_reply(question, by=cast.maya, body="We do.")
    assert work(now, minutes=10) == []


def test_who_is_just_looking_gets_answers_and_no_more(cast, question, now):
    """Law 5: what they asked for themselves, at once; no digest, and nothing by the way."""
    wants(cast.hannah, follows="at_once", answers="daily", mentions="at_once")
    other = open_topic("question", by=cast.gwen, title="Is the kettle on?", body="I am cold.")
    follows.follow(Ref("topic", other.pk), by=cast.hannah)
    set_just_looking(cast.hannah, True, by=cast.hannah)
    post_reply(question, by=cast.maya, body="We do.")
    post_reply(other, by=cast.maya, body="It is. @hannah")
    hers = [m.subject for m in work(now, minutes=1) if m.to == ["hannah@example.org"]]
    assert hers == ["Maya Okafor answered your question “Do you wrap gifts?”."]
    assert [m for m in work(now, days=8) if m.to == ["hannah@example.org"]] == []
    assert Item.objects.get(person=cast.hannah, notice__kind="mention").dropped == "just_looking"


def test_the_badge_put_on_in_between_stops_a_digest(cast, question, now):
    wants(cast.noor, follows="daily")
    follows.follow(Ref("topic", question.pk), by=cast.noor)
    post_reply(question, by=cast.maya, body="We do.")
    now.shift(timedelta(minutes=1))
    planning.plan()
    now.shift(timedelta(hours=21))
    planning.gather()
    set_just_looking(cast.noor, True, by=cast.noor)
    assert [m for m in work(now, minutes=1) if m.to == ["noor@example.org"]] == []
    assert Outgoing.objects.get(person=cast.noor).reason == "just_looking (1)"


def test_who_stopped_following_in_between_hears_nothing(cast, question, now):
    follows.follow(Ref("topic", question.pk), by=cast.noor)
    post_reply(question, by=cast.maya, body="We do.")
    now.shift(timedelta(minutes=1))
    planning.plan()
    follows.unfollow(Ref("topic", question.pk), by=cast.noor)
    assert [m for m in work(now, minutes=15) if m.to == ["noor@example.org"]] == []


def test_a_message_that_cannot_be_made_holds_up_no_other(cast, question, now, monkeypatch):
    from goodword.notices import by_email

    real = by_email.letter

    def broken(parcel):
        if parcel.person.pk == cast.hannah.pk:
            raise KeyError("a template with a hole")
        return real(parcel)

    monkeypatch.setattr(by_email, "letter", broken)
    wants(cast.noor, follows="at_once")
    follows.follow(Ref("topic", question.pk), by=cast.noor)
    post_reply(question, by=cast.maya, body="We do.")
    assert [m.to for m in work(now, minutes=1)] == [["noor@example.org"]]
    waiting = Outgoing.objects.get(person=cast.hannah)
    assert (waiting.state, waiting.attempts) == ("waiting", 1) and "KeyError" in waiting.reason
    monkeypatch.setattr(by_email, "letter", real)
    assert [m.to for m in work(now, minutes=2)] == [["hannah@example.org"]]


def test_a_slow_worker_leaves_alone_what_another_has_taken_up(cast, question, now):
    """Its lease ended before its turn came: whoever holds the message now sends it."""
    post_reply(question, by=cast.maya, body="We do.")
    now.shift(timedelta(minutes=1))
    planning.plan(), planning.gather()
    email = channels.channel("email")
    (slow,) = sending._claim(email)
    assert sending._claim(email) == []
    now.shift(sending.LEASE + timedelta(seconds=1))
    (other,) = sending._claim(email)
    assert sending._renew(slow) is None
    assert sending._renew(other) is not None


def test_after_a_restore_nothing_is_sent_again(cast, question, now):
    post_reply(question, by=cast.maya, body="We do.")
    now.shift(timedelta(minutes=1))
    planning.plan(), planning.gather()
    post_reply(question, by=cast.gwen, body="They do.")
    assert sending.hold_back("held back: restored") == 1
    assert work(now, minutes=5) == []
    assert Outgoing.objects.get().reason == "held back: restored"


def test_what_is_held_of_a_person_is_given_and_erased(cast, question, now):
    post_reply(question, by=cast.maya, body="We do.")
    work(now, minutes=1)
    wants(cast.hannah, answers="daily")
    Rhythm.objects.create(person=cast.hannah)
    held = personal.export(cast.hannah.pk)
    assert held["notices.messages"][0]["state"] == "sent"
    for name in ("notices.notices", "notices.items", "notices.choices", "notices.rhythm"):
        assert held[name], name
    delete_account(cast.hannah, by=cast.hannah, keep_texts=True)
    for table in (Notice, Item, Outgoing, Choice, Rhythm):
        assert not table.objects.filter(person_id=cast.hannah.pk).exists(), table


def test_old_messages_leave_the_outbox_and_are_not_sent_again(cast, question, now):
    post_reply(question, by=cast.maya, body="We do.")
    assert len(work(now, minutes=1)) == 1
    now.shift(timedelta(days=200))
    assert sending.forget_old() == 1
    assert work(now, minutes=1) == [] and not Item.objects.exists()

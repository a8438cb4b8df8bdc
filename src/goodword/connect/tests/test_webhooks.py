"""Webhooks: signed, at least once, with an id that stays; only what the owner may see at the moment of sending."""

from datetime import timedelta

import pytest
import time_machine
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from goodword.catalog.actions.products import add_product
from goodword.connect.actions import webhooks as verbs
from goodword.connect.models import Delivery, WebhookEndpoint
from goodword.connect.tests.webhook_hands import bodies, endpoint_for, kinds, work
from goodword.connect.webhooks import delivering, jobs, signing
from goodword.connect.webhooks.offered import NOT_OFFERED, OFFERED, PRIVATE_ROOMS
from goodword.connect.webhooks.texts import event_choices
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.topics import edit_topic, open_topic
from goodword.conversations.actions.votes import vote
from goodword.core import clock, events
from goodword.core.models import EventRecord, Job
from goodword.notices.queries import notices_of
from goodword.people.queries import viewer_of

pytestmark = pytest.mark.django_db


def test_every_event_of_the_house_is_offered_or_said_not_to_be():
    bases = {"TopicEvent", "ReplyEvent", "ProductEvent", "OccasionEvent", "PersonEvent"}
    known = {
        name
        for name in events.classes()
        if name.split(".")[0] not in PRIVATE_ROOMS and name.split(".")[1] not in bases
    }
    assert known - OFFERED.keys() - NOT_OFFERED.keys() == set()
    assert OFFERED.keys() - known == set()
    assert not OFFERED.keys() & NOT_OFFERED.keys()
    assert [name for name, _words in event_choices()] == list(OFFERED)


def test_what_a_message_says_and_how_it_is_signed(cast, till):
    endpoint = endpoint_for(cast.tom, till)
    topic = open_topic("question", by=cast.hannah, title="A secret sentence", body="Nobody's business")
    work()
    (came,) = till.requests
    assert (came.method, came.path, came.headers["content-type"]) == ("POST", "/in", "application/json")
    record = EventRecord.objects.get(name="conversations.TopicOpened")
    told = Webhook(signing.secret_of(endpoint)).verify(came.body, came.headers)
    assert told == {
        "type": "conversations.TopicOpened",
        "timestamp": record.at.isoformat().replace("+00:00", "Z"),
        "data": {
            "topic_id": topic.pk,
            "by_id": cast.hannah.pk,
            "kind": "question",
            "links": {"topic": f"http://127.0.0.1:8000/api/v1/topics/{topic.pk}"},
        },
    }
    delivery = Delivery.objects.get()
    assert came.headers["webhook-id"] == f"msg_{delivery.puid}"
    assert (delivery.state, delivery.status, delivery.attempts, delivery.due_at) == ("done", 204, 1, None)
    assert delivery.milliseconds is not None
    assert b"sentence" not in came.body
    with pytest.raises(WebhookVerificationError):
        Webhook(signing.secret_of(endpoint)).verify(came.body + b" ", came.headers)


def test_the_secret_is_in_no_table(cast, till):
    endpoint = endpoint_for(cast.tom, till)
    secret = signing.secret_of(endpoint)
    assert secret.startswith("whsec_")
    assert secret != signing.secret_of(endpoint_for(cast.tom, till, path="/other"))
    row = WebhookEndpoint.objects.filter(pk=endpoint.pk).values().get()
    assert secret not in str(row)


def test_a_new_secret_signs_beside_the_old_one_for_a_day(cast, till):
    endpoint = endpoint_for(cast.tom, till)
    old = signing.secret_of(endpoint)
    endpoint = verbs.renew_secret(endpoint, by=cast.tom)
    new = signing.secret_of(endpoint)
    assert old != new
    open_topic("question", by=cast.hannah, title="One")
    work()
    for secret in (old, new):
        Webhook(secret).verify(till.requests[-1].body, till.requests[-1].headers)
    with time_machine.travel(clock.now() + timedelta(hours=25), tick=True):
        open_topic("question", by=cast.hannah, title="Two")
        work()
        Webhook(new).verify(till.requests[-1].body, till.requests[-1].headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(old).verify(till.requests[-1].body, till.requests[-1].headers)


def test_only_chosen_events_and_only_while_it_is_on(cast, till):
    endpoint = endpoint_for(cast.tom, till, names=["conversations.ReplyPosted"])
    topic = open_topic("question", by=cast.hannah, title="One")
    post_reply(topic, by=cast.gwen, body="Words")
    work()
    assert kinds(till) == ["conversations.ReplyPosted"]
    verbs.pause(endpoint, by=cast.tom)
    post_reply(topic, by=cast.gwen, body="More words")
    work()
    assert len(till.requests) == 1
    verbs.resume(endpoint, by=cast.tom)
    post_reply(topic, by=cast.gwen, body="And more")
    work()
    assert len(till.requests) == 2


def test_imports_and_the_demo_tell_nobody(cast, till):
    endpoint_for(cast.tom, till)
    with events.quietly():
        open_topic("question", by=cast.hannah, title="Imported")
    work()
    assert till.requests == []


def test_votes_and_what_is_private_are_never_told(cast, till):
    topic = open_topic("idea", by=cast.hannah, title="One")
    endpoint_for(cast.tom, till)
    vote(topic, by=cast.gwen, value=1)
    cast.hannah.refresh_from_db()
    work()
    assert till.requests == []
    assert Delivery.objects.count() == 0


# ---------------------------------------------------------------------------- failing, waiting, giving up


def answering(till, *statuses, headers=None):
    rest = list(statuses)
    till.answers = lambda _request: (rest.pop(0) if len(rest) > 1 else rest[0], headers or {}, b"no\x00thing")


def test_it_is_tried_again_over_days_with_the_same_id_and_body(cast, till):
    endpoint_for(cast.tom, till)
    answering(till, 500)
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        open_topic("question", by=cast.hannah, title="One")
        tried = []
        for _hour in range(24 * 4 * 12):
            before = len(till.requests)
            work()
            if len(till.requests) > before:
                tried.append(clock.now() - start)
            now.shift(timedelta(minutes=5))
    assert len(till.requests) == 10
    assert len({came.headers["webhook-id"] for came in till.requests}) == 1
    assert len({came.body for came in till.requests}) == 1
    assert len({came.headers["webhook-timestamp"] for came in till.requests}) == 10
    assert timedelta(days=3) < tried[-1] < timedelta(days=3, hours=8)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.status) == ("gave_up", 10, 500)
    assert delivery.answer == "nothing"


def test_one_that_fails_does_not_hold_up_the_others_and_recovers(cast, till):
    endpoint = endpoint_for(cast.tom, till)
    answering(till, 500, 200)
    with time_machine.travel(clock.now(), tick=False) as now:
        open_topic("question", by=cast.hannah, title="One")
        work()
        open_topic("question", by=cast.hannah, title="Two")
        work()
        assert len(till.requests) == 1, "it rests after a failure"
        now.shift(timedelta(seconds=6))
        work()
    endpoint.refresh_from_db()
    assert len(till.requests) == 3
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}
    assert (endpoint.failures, endpoint.failing_since, endpoint.waits_until) == (0, None, None)


def test_a_dead_endpoint_costs_the_worker_one_try_every_few_minutes(cast, till, monkeypatch):
    endpoint_for(cast.tom, till)
    answering(till, 503)
    with time_machine.travel(clock.now(), tick=False) as now:
        for number in range(12):
            open_topic("question", by=cast.hannah, title=f"Question {number}")
        for _minute in range(60):
            work(100)
            now.shift(timedelta(minutes=1))
    assert 12 <= len(till.requests) <= 22


@pytest.mark.parametrize(
    ("asked", "seconds"), [("120", 120), ("999999", 3600), ("nonsense", 5), ("-5", 5), ("²", 5)]
)
def test_retry_after_is_listened_to_within_bounds(cast, till, asked, seconds):
    endpoint = endpoint_for(cast.tom, till)
    answering(till, 429, headers={"Retry-After": asked} if asked.isascii() else {})
    if not asked.isascii():
        assert delivering._asked_for(asked, clock.now()) == timedelta()
    with time_machine.travel(clock.now(), tick=False):
        open_topic("question", by=cast.hannah, title="One")
        work()
        endpoint.refresh_from_db()
        assert endpoint.waits_until == clock.now() + timedelta(seconds=seconds)


def test_410_switches_it_off_and_its_owner_is_told(cast, till):
    endpoint = endpoint_for(cast.tom, till)
    answering(till, 410)
    open_topic("question", by=cast.hannah, title="One")
    work()
    endpoint.refresh_from_db()
    assert (endpoint.off_why, Delivery.objects.get().state) == ("gone", "gave_up")
    open_topic("question", by=cast.hannah, title="Two")
    work()
    assert len(till.requests) == 1
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        ((_notice, text),) = notices_of(viewer_of(cast.tom))
        assert "Till" in text.sentence
        verbs.resume(endpoint, by=cast.tom)
        assert notices_of(viewer_of(cast.tom)) == [], "what is not so any more is not said"


def test_nothing_but_failures_for_five_days_switch_it_off(cast, till):
    endpoint = endpoint_for(cast.tom, till)
    answering(till, 500)
    with time_machine.travel(clock.now(), tick=False) as now:
        for _day in range(5):
            open_topic("question", by=cast.hannah, title="One")
            work()
            endpoint.refresh_from_db()
            assert endpoint.off_at is None
            now.shift(timedelta(days=1))
        work()
        endpoint.refresh_from_db()
        assert endpoint.off_why == "failing"
        now.shift(timedelta(minutes=1))
        assert len(notices_of(viewer_of(cast.tom))) == 1


def test_redirects_are_not_followed_and_answers_are_cut_and_cleaned(cast, till):
    endpoint_for(cast.tom, till)
    till.answers = lambda _request: (302, {"Location": "http://127.0.0.1/"}, b"\x1b[31m\xff" + b"x" * 5000)
    open_topic("question", by=cast.hannah, title="One")
    work()
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.state) == (302, "waiting")
    assert len(delivery.answer) <= 1000
    assert "\x1b" not in delivery.answer


def test_an_address_that_leads_home_is_refused_when_it_is_connected_to(cast, outside, till):
    endpoint_for(cast.tom, till)
    outside.names["till.example"] = ["127.0.0.1"]
    open_topic("question", by=cast.hannah, title="One")
    work()
    assert till.requests == []
    assert Delivery.objects.get().reason == "address"
    assert outside.strays == []


# ---------------------------------------------------------------------------- at least once, with the same id


def test_a_worker_that_dies_between_sending_and_marking_sends_the_same_id_again(cast, till, monkeypatch):
    endpoint_for(cast.tom, till)
    open_topic("question", by=cast.hannah, title="One")

    class Killed(BaseException):
        """As kill -9: nothing after it runs."""

    def dies(*_args):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(delivering, "_succeeded", dies)
        with pytest.raises(Killed):
            work()
    WebhookEndpoint.objects.update(claimed_until=clock.now() + delivering.CLAIM)  # as it would have stayed
    assert Delivery.objects.get().state == "waiting"
    with time_machine.travel(clock.now() + timedelta(seconds=130), tick=True):
        jobs.sweep_webhooks.call()
        work()
    first, second = till.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert Delivery.objects.get().state == "done"


def test_an_event_that_is_dispatched_twice_is_one_message(cast, till):
    endpoint_for(cast.tom, till)
    open_topic("question", by=cast.hannah, title="One")
    EventRecord.objects.update(dispatched_at=None, at=clock.now() - timedelta(hours=1))
    events.sweep()
    work()
    assert len(till.requests) == 1
    assert Delivery.objects.count() == 1


def test_two_workers_at_one_endpoint_send_once(cast, till):
    endpoint = endpoint_for(cast.tom, till)
    open_topic("question", by=cast.hannah, title="One")
    till.answers = lambda _request: (
        (500, {}, b"again") if delivering.deliver_due(endpoint.pk) else (204, {}, b"")
    )
    delivering.deliver_due(endpoint.pk)
    assert len(till.requests) == 1


def test_sending_again_keeps_the_id_and_since_brings_what_was_never_noted(cast, till):
    endpoint = endpoint_for(cast.tom, till)
    open_topic("question", by=cast.hannah, title="One")
    work()
    verbs.send_again(Delivery.objects.get(), by=cast.tom)
    work()
    assert till.requests[0].headers["webhook-id"] == till.requests[1].headers["webhook-id"]
    verbs.pause(endpoint, by=cast.tom)
    open_topic("question", by=cast.hannah, title="Two")
    verbs.resume(endpoint, by=cast.tom)
    assert verbs.send_since(endpoint, clock.now() - timedelta(hours=1), by=cast.tom) >= 2
    work()
    ids = [came.headers["webhook-id"] for came in till.requests if b"TopicOpened" in came.body]
    assert (len(ids), len(set(ids))) == (4, 2)


def test_after_a_restore_nothing_is_sent_again_by_itself(cast, till):
    from goodword.core import restoring

    endpoint = endpoint_for(cast.tom, till)
    open_topic("question", by=cast.hannah, title="One")
    assert restoring.hold_back(clock.now())["webhooks"] == 1
    jobs.sweep_webhooks.call()
    work()
    assert till.requests == []
    verbs.send_since(endpoint, clock.now() - timedelta(hours=1), by=cast.tom)
    work()


def test_a_trial(cast, till):
    endpoint = endpoint_for(cast.tom, till, names=["conversations.ReplyPosted"])
    verbs.try_endpoint(endpoint, by=cast.tom)
    work()
    assert kinds(till) == ["connect.Trial"]
    answering(till, 500)
    verbs.try_endpoint(endpoint, by=cast.tom)
    work()
    assert Delivery.objects.order_by("-pk").first().state == "gave_up", "a trial is not tried again"


def test_old_messages_are_forgotten(cast, till):
    endpoint_for(cast.tom, till)
    open_topic("question", by=cast.hannah, title="One")
    work()
    with time_machine.travel(clock.now() + timedelta(days=29)):
        jobs.forget_old_deliveries.call()
        assert Delivery.objects.count() == 1
    with time_machine.travel(clock.now() + timedelta(days=31)):
        jobs.forget_old_deliveries.call()
        assert Delivery.objects.count() == 0


def test_nobody_listening_costs_one_question(cast, django_assert_num_queries):
    from goodword.connect.webhooks.subscribers import tell_endpoints
    from goodword.conversations.events import TopicOpened

    with django_assert_num_queries(1):
        tell_endpoints(TopicOpened(topic_id=1, by_id=1, kind="question"))


def test_products_and_accounts(cast, till):
    endpoint_for(
        cast.tom, till, names=["catalog.ProductAdded", "people.PersonDeleted", "people.PersonJoined"]
    )
    product = add_product(by=cast.tom, title="Lamp")
    work()
    assert bodies(till)[-1]["data"]["product_id"] == product.pk
    from goodword.people.actions.leaving import delete_account

    number = cast.hannah.pk
    delete_account(cast.hannah, by=cast.hannah, keep_texts=True)
    work()
    assert bodies(till)[-1]["data"] == {"person_id": number, "links": {}}


def test_editing_is_told(cast, till):
    topic = open_topic("question", by=cast.hannah, title="One")
    endpoint_for(cast.tom, till)
    edit_topic(topic, by=cast.hannah, title="Two", body="x")
    work()
    assert kinds(till) == ["conversations.TopicEdited"]
    assert not Job.objects.filter(state="dead").exists()

"""Webhooks and the gate (law 4): it is asked in the moment of sending, for the person who made them."""

import pytest

from goodword.connect.models import Delivery
from goodword.connect.tests.webhook_hands import bodies, endpoint_for, kinds, work
from goodword.conversations.actions.topics import open_topic, withdraw_topic
from goodword.conversations.actions.withhold import withhold
from goodword.core import clock

pytestmark = pytest.mark.django_db


def test_what_only_the_staff_may_read_goes_to_whom_may_read_it_and_asked_for_it(cast, outside):
    public, theirs = outside.serve("public.example"), outside.serve("theirs.example")
    endpoint_for(cast.tom, public)
    endpoint_for(cast.tom, theirs, public_only=False)
    open_topic("question", by=cast.maya, title="Staff only", audience="staff")
    work()
    assert public.requests == []
    assert kinds(theirs) == ["conversations.TopicOpened"]


def test_what_was_hidden_between_the_deed_and_the_sending_is_not_told(cast, till):
    endpoint_for(cast.tom, till, names=["conversations.TopicOpened", "conversations.TopicEdited"])
    topic = open_topic("question", by=cast.hannah, title="One")
    withdraw_topic(topic, by=cast.hannah)
    work()
    assert till.requests == []
    assert Delivery.objects.get().state == "left_out"


def test_what_fell_is_told_to_whom_could_read_it_without_the_moderator(cast, outside):
    public, theirs = outside.serve("public.example"), outside.serve("theirs.example")
    topic = open_topic("question", by=cast.hannah, title="One")
    hidden = open_topic("question", by=cast.maya, title="Two", audience="staff")
    endpoint_for(cast.tom, public)
    endpoint_for(cast.tom, theirs, public_only=False)
    for one in (topic, hidden):
        withhold(one, by=cast.ruth, rule="private-data", rule_version=1, reason="a number")
    work()
    assert [(b["type"], b["data"]["topic_id"]) for b in bodies(public)] == [
        ("conversations.TopicWithheld", topic.pk)
    ]
    assert {b["data"]["topic_id"] for b in bodies(theirs)} == {topic.pk, hidden.pk}
    assert not any("by_id" in b["data"] for b in bodies(public) + bodies(theirs))


def test_who_may_have_no_webhooks_any_more_is_told_nothing(cast, till):
    from goodword.people.actions.roles import end_role
    from goodword.people.models import RoleGrant

    endpoint = endpoint_for(cast.arun, till)
    open_topic("question", by=cast.hannah, title="Before")
    end_role(RoleGrant.objects.get(person=cast.arun, ends_at=None), by=cast.tom)
    open_topic("question", by=cast.hannah, title="After")
    work()
    endpoint.refresh_from_db()
    assert till.requests == []
    assert endpoint.off_why == "no_owner"


def test_a_role_that_ended_without_a_word_is_noticed_at_the_sending(cast, till):
    from goodword.people.models import RoleGrant

    endpoint = endpoint_for(cast.arun, till)
    open_topic("question", by=cast.hannah, title="One")
    RoleGrant.objects.filter(person=cast.arun).update(ends_at=clock.now())
    work()
    endpoint.refresh_from_db()
    assert (till.requests, endpoint.off_why) == ([], "no_owner")

"""States of texts: withdrawn by the writer, withheld on the record, restored (CV-5, law 3)."""

import json

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from goodword.conversations.actions.replies import post_reply, withdraw_reply
from goodword.conversations.actions.topics import edit_topic, open_topic, withdraw_topic
from goodword.conversations.actions.withhold import restore, withhold
from goodword.conversations.models import Revision, Topic
from goodword.core import gate
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.gate import Ref
from goodword.core.models import EventRecord, Leaf
from goodword.core.viewer import ANONYMOUS
from goodword.people.queries import viewer_of


@pytest.fixture
def question(cast):
    return open_topic("question", by=cast.hannah, title="Do you wrap?", body="In paper, please.")


def test_a_question_is_public_at_once(question, cast):
    assert gate.may_see(Ref("topic", question.pk), ANONYMOUS)
    assert (
        EventRecord.objects.filter(name="conversations.TopicOpened", dispatched_at__isnull=False).count() == 1
    )


def test_a_withheld_text_has_a_leaf_and_leaves_every_gate_but_the_moderators_page(question, cast):
    withhold(question, by=cast.ruth, rule="private-data", rule_version=1, reason="A telephone number.")
    line = json.loads(Leaf.objects.get().line)
    assert line["kind"] == "decision" and line["rule"] == {"id": "private-data", "version": 1}
    assert "telephone" not in Leaf.objects.get().line
    for viewer in (ANONYMOUS, viewer_of(cast.outsider), viewer_of(cast.hannah)):
        assert not gate.may_see(Ref("topic", question.pk), viewer)
    restore(question, by=cast.ruth, reason="It was the shop's own number.")
    assert gate.may_see(Ref("topic", question.pk), ANONYMOUS)


def test_the_database_refuses_a_withheld_state_without_a_decision(question):
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.filter(pk=question.pk).update(state="withheld")


def test_the_database_refuses_to_change_a_leaf(question, cast):
    leaf = withhold(question, by=cast.ruth, rule="spam", rule_version=1, reason="Advertising.").leaf
    for break_it in (
        lambda: Leaf.objects.update(line="{}"),
        lambda: Leaf.objects.filter(pk=leaf.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            break_it()


@pytest.mark.parametrize("who", ["hannah", "outsider", "ines"])
def test_only_a_moderator_withholds(question, cast, who):
    with pytest.raises(NotAllowed):
        withhold(question, by=getattr(cast, who), rule="spam", rule_version=1, reason="No.")


def test_nothing_is_withheld_without_a_reason(question, cast):
    with pytest.raises(Invalid):
        withhold(question, by=cast.ruth, rule="spam", rule_version=1, reason="  ")


def test_nobody_decides_about_their_own_text(cast):
    own = open_topic("question", by=cast.ruth, title="Is the lamp fixed?")
    with pytest.raises(NotAllowed):
        withhold(own, by=cast.ruth, rule="spam", rule_version=1, reason="Mine.")


def test_the_writer_alone_takes_back_and_edits(question, cast):
    for other in (cast.outsider, cast.tom):
        with pytest.raises(NotAllowed):
            withdraw_topic(question, by=other)
        with pytest.raises(NotAllowed):
            edit_topic(question, by=other, title="x", body="y")
    edit_topic(question, by=cast.hannah, title="Do you wrap books?", body="In paper, please.")
    assert Revision.objects.get().title == "Do you wrap?"
    withdraw_topic(question, by=cast.hannah)
    assert not gate.may_see(Ref("topic", question.pk), viewer_of(cast.tom))


def test_a_reply_counts_until_it_is_taken_back(question, cast):
    reply = post_reply(question, by=cast.ines, body="We do.")
    question.refresh_from_db()
    assert (question.reply_count, question.first_staff_reply_at) == (1, reply.created_at)
    assert reply.written_as == "staff"
    withdraw_reply(reply, by=cast.ines)
    question.refresh_from_db()
    assert question.reply_count == 0


def test_one_official_answer_to_an_idea(cast):
    idea = open_topic("idea", by=cast.samuel, title="A bell on the stairs")
    post_reply(idea, by=cast.ines, body="Good thought.", official=True)
    with pytest.raises(Conflict):
        post_reply(idea, by=cast.maya, body="Me too.", official=True)
    with pytest.raises(NotAllowed):
        post_reply(idea, by=cast.samuel, body="I am official.", official=True)

"""Accepting, trying, outdating: state, order and counts follow (CV-2)."""

import json
import re
from datetime import timedelta

import pytest

from goodword.conversations.actions.answers import (
    accept_answer,
    confirm_answer,
    end_outdating,
    mark_outdated,
    unaccept_answer,
)
from goodword.conversations.actions.replies import post_reply, withdraw_reply
from goodword.conversations.actions.withhold import restore, withhold
from goodword.conversations.models import Acceptance, Confirmation, Outdating
from goodword.core import clock
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.models import EventRecord


def standing(question):
    question.refresh_from_db()
    return question.accepted_count, question.solved_at is not None


def test_the_asker_accepts_without_a_note_and_takes_it_back(question, answer, cast):
    row = accept_answer(answer, by=cast.hannah)
    assert row.by_asker and standing(question) == (1, True)
    answer.refresh_from_db()
    assert answer.rank == 1
    with pytest.raises(Conflict):
        accept_answer(answer, by=cast.hannah)
    unaccept_answer(answer, by=cast.hannah)
    answer.refresh_from_db()
    assert answer.rank == 0 and standing(question) == (0, False)


@pytest.mark.parametrize(("who", "label"), [("maya", "staff"), ("gwen", "champion")])
def test_staff_and_champions_accept_with_a_note(question, answer, cast, who, label):
    with pytest.raises(Invalid):
        accept_answer(answer, by=getattr(cast, who), note="  ")
    row = accept_answer(answer, by=getattr(cast, who), note="True, I wrap them myself.")
    assert (row.by_label, row.by_asker) == (label, False)


@pytest.mark.parametrize("who", ["samuel", "outsider"])
def test_nobody_else_accepts(question, answer, cast, who):
    with pytest.raises(NotAllowed):
        accept_answer(answer, by=getattr(cast, who), note="Mine.")


def test_several_answers_may_be_accepted_and_each_counts(question, answer, cast):
    second = post_reply(question, by=cast.ines, body="And with a ribbon.")
    accept_answer(answer, by=cast.hannah)
    accept_answer(second, by=cast.hannah)
    assert standing(question) == (2, True)
    unaccept_answer(answer, by=cast.hannah)
    assert standing(question) == (1, True)


def test_a_remark_and_a_word_under_an_idea_are_no_answers(question, answer, idea, cast):
    remark = post_reply(question, by=cast.hannah, body="Thank you.", parent=answer)
    word = post_reply(idea, by=cast.hannah, body="Yes.")
    with pytest.raises(Conflict):
        accept_answer(remark, by=cast.hannah)
    with pytest.raises(Conflict):
        accept_answer(word, by=cast.samuel)


def test_what_falls_no_longer_solves(question, answer, cast):
    accept_answer(answer, by=cast.hannah)
    withhold(answer, by=cast.ruth, rule="spam", rule_version=1, reason="Advertising.")
    assert standing(question) == (0, False)
    restore(answer, by=cast.ruth, reason="It was none.")
    assert standing(question) == (1, True)
    withdraw_reply(answer, by=cast.samuel)
    assert standing(question) == (0, False)


def test_out_of_date_sorts_lower_keeps_the_text_and_two_confirmations_undo_it(question, answer, cast):
    accept_answer(answer, by=cast.hannah)
    with pytest.raises(Invalid):
        mark_outdated(answer, by=cast.gwen, reason=" ")
    with pytest.raises(NotAllowed):
        mark_outdated(answer, by=cast.hannah, reason="No.")
    mark_outdated(answer, by=cast.gwen, reason="The paper is gone since May.")
    answer.refresh_from_db()
    assert answer.rank == -1 and standing(question) == (0, False) and answer.state == "published"
    confirm_answer(answer, by=cast.noor, works=True)
    assert Outdating.objects.exists()
    confirm_answer(answer, by=cast.noor, works=True)
    assert Outdating.objects.exists(), "one person counts once"
    confirm_answer(answer, by=cast.hannah, works=True, version="brown paper")
    answer.refresh_from_db()
    assert not Outdating.objects.exists() and answer.rank == 1 and standing(question) == (1, True)
    assert EventRecord.objects.filter(name="conversations.AnswerRevived").count() == 1


def test_confirmations_from_before_the_mark_do_not_undo_it(question, answer, cast):
    early = clock.now() - timedelta(days=3)
    for who in (cast.noor, cast.hannah):
        confirm_answer(answer, by=who, works=True, at=early)
    mark_outdated(answer, by=cast.maya, reason="New paper.")
    confirm_answer(answer, by=cast.pete, works=True)
    assert Outdating.objects.exists()
    end_outdating(answer, by=cast.maya)
    assert not Outdating.objects.exists()


def test_a_mark_stands_once_and_ends_once(question, answer, cast):
    mark_outdated(answer, by=cast.gwen, reason="The paper is gone.")
    with pytest.raises(Conflict):
        mark_outdated(answer, by=cast.maya, reason="The paper is gone, I say.")
    assert Outdating.objects.get().by_id == cast.gwen.pk
    end_outdating(answer, by=cast.maya)
    with pytest.raises(Conflict):
        end_outdating(answer, by=cast.maya)
    assert EventRecord.objects.filter(name="conversations.AnswerOutdated").count() == 1


def test_saying_it_again_renews_and_never_doubles(question, answer, cast):
    confirm_answer(answer, by=cast.noor, works=True)
    confirm_answer(answer, by=cast.noor, works=False)
    answer.refresh_from_db()
    assert (answer.works_count, answer.fails_count, Confirmation.objects.count()) == (0, 1, 1)
    with pytest.raises(NotAllowed):
        confirm_answer(answer, by=cast.samuel, works=True)


def markup_of(client, topic):
    html = client.get(topic.get_absolute_url()).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    return json.loads(found[1]) if found else None


def test_the_markup_follows(question, answer, cast, visit):
    client = visit()
    entity = markup_of(client, question)["mainEntity"]
    assert (
        "acceptedAnswer" not in entity and entity["suggestedAnswer"][0]["text"] == "They do, in brown paper."
    )
    accept_answer(answer, by=cast.hannah)
    entity = markup_of(client, question)["mainEntity"]
    assert entity["acceptedAnswer"]["text"] == "They do, in brown paper." and "suggestedAnswer" not in entity
    mark_outdated(answer, by=cast.maya, reason="Gone.")
    assert "acceptedAnswer" not in markup_of(client, question)["mainEntity"]
    withhold(answer, by=cast.ruth, rule="spam", rule_version=1, reason="Advertising.")
    assert "brown paper" not in json.dumps(markup_of(client, question))


def test_acceptance_is_one_row_whoever_is_fastest(question, answer, cast):
    accept_answer(answer, by=cast.hannah)
    with pytest.raises(Conflict):
        accept_answer(answer, by=cast.maya, note="Yes.")
    assert Acceptance.objects.count() == 1 and standing(question) == (1, True)

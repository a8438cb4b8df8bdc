"""Votes, same here, and what becomes of ideas (CV-3, CV-4)."""

from datetime import timedelta

import pytest

from goodword.conversations.actions.answers import accept_answer, mark_outdated, unaccept_answer
from goodword.conversations.actions.ideas import change_status
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.same_here import say_same_here, take_back_same_here
from goodword.conversations.actions.votes import take_back, vote
from goodword.conversations.models import Reply, StatusChange, Topic, Vote
from goodword.core import clock
from goodword.core.errors import Invalid, NotAllowed
from goodword.core.events import quietly
from goodword.core.models import EventRecord
from goodword.notices.models import Notice


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("person__handle", flat=True))


def test_a_vote_counts_once_and_can_be_taken_back(idea, cast):
    vote(idea, by=cast.hannah, because="I was not heard.")
    vote(idea, by=cast.hannah, because="Twice.")
    idea.refresh_from_db()
    assert (idea.vote_count, Vote.objects.get().because) == (1, "Twice.")
    take_back(idea, by=cast.hannah)
    take_back(idea, by=cast.hannah)
    idea.refresh_from_db()
    assert idea.vote_count == 0
    cast_votes = EventRecord.objects.filter(name="conversations.VoteCast").order_by("id")
    assert [record.payload["value"] for record in cast_votes] == [1, 1, 0]


def test_nobody_votes_for_their_own_text_or_against_an_idea(idea, answer, cast):
    for post, by in ((idea, cast.samuel), (answer, cast.samuel)):
        with pytest.raises(NotAllowed):
            vote(post, by=by)
    with pytest.raises(Invalid):
        vote(idea, by=cast.hannah, value=-1)
    for value in (0, 2, -5):
        with pytest.raises(Invalid):
            vote(answer, by=cast.hannah, value=value)


def test_helpful_and_not_helpful_are_kept_apart(answer, cast):
    vote(answer, by=cast.hannah)
    vote(answer, by=cast.noor, value=-1)
    answer.refresh_from_db()
    assert (answer.helpful_count, answer.unhelpful_count) == (1, 1)


def test_same_here_counts_and_all_hear_once_when_it_is_solved(question, answer, cast):
    for who in (cast.noor, cast.pete, cast.bettina):
        say_same_here(question, by=who)
        say_same_here(question, by=who)
    question.refresh_from_db()
    assert question.same_here_count == 3
    accept_answer(answer, by=cast.hannah)
    assert told("solved") == {"noor", "pete", "bettina"} and told("accepted") == {"samuel"}
    unaccept_answer(answer, by=cast.hannah)
    accept_answer(answer, by=cast.hannah)
    assert Notice.objects.filter(kind="solved").count() == 3
    take_back_same_here(question, by=cast.noor)
    question.refresh_from_db()
    assert question.same_here_count == 2
    with pytest.raises(NotAllowed):
        say_same_here(question, by=cast.hannah)


def test_the_asker_hears_when_somebody_else_accepts(question, answer, cast):
    accept_answer(answer, by=cast.maya, note="Right.")
    assert told("solved") == {"hannah"}


def test_who_is_told_of_a_reply(question, answer, cast):
    say_same_here(question, by=cast.noor)
    assert cast.pete.handle == "pete"
    post_reply(question, by=cast.maya, body="Thanks @pete, true.", parent=answer)
    assert told("answer") == {"hannah"} and told("remark") == {"samuel"} and told("mention") == {"pete"}
    assert "noor" not in told("followed_reply"), "same here hears once, when it is solved"


def test_an_import_tells_nobody(question, cast):
    with quietly():
        post_reply(question, by=cast.maya, body="@pete knows.")
    assert not Notice.objects.exists()


def test_the_writer_hears_that_an_answer_is_out_of_date(answer, cast):
    mark_outdated(answer, by=cast.maya, reason="Since May.")
    assert told("outdated") == {"samuel"}


def next_week():
    return clock.now().date() + timedelta(days=7)


def test_each_change_has_a_reason_an_owner_and_a_day(idea, cast):
    for who in (cast.hannah, cast.noor):
        vote(idea, by=who)
    change_status(idea, by=cast.tom, status="planned", reason="The joiner comes.", next_word_by=next_week())
    idea.refresh_from_db()
    assert (idea.idea.owner, idea.idea.next_word_by) == (cast.tom, next_week())
    assert told("idea_status") == {"hannah", "noor", "samuel"}
    change_status(idea, by=cast.tom, status="done", reason="It hangs.", did="A brass bell, since Tuesday.")
    assert Notice.objects.filter(kind="idea_status").count() == 6, "each voter once a change"
    idea.idea.refresh_from_db()
    assert idea.idea.next_word_by is None and StatusChange.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"status": "declined", "reason": "  "}, "reason"),
        ({"status": "done", "reason": "It hangs."}, "did"),
        ({"status": "planned", "reason": "Soon."}, "next_word_by"),
        (
            {"status": "planned", "reason": "Soon.", "next_word_by": clock.now().date() - timedelta(days=2)},
            "next_word_by",
        ),
        ({"status": "perhaps", "reason": "Hm."}, "status"),
    ],
)
def test_an_empty_change_is_refused(idea, cast, change, field):
    with pytest.raises(Invalid) as refused:
        change_status(idea, by=cast.tom, **change)
    assert refused.value.field == field and not StatusChange.objects.exists()


@pytest.mark.parametrize("who", ["samuel", "outsider", "ruth", "gwen"])
def test_only_who_speaks_for_the_house_decides(idea, cast, who):
    with pytest.raises(NotAllowed):
        change_status(idea, by=getattr(cast, who), status="declined", reason="No.")


def test_counts_are_counted_again(idea, answer, cast):
    from goodword.conversations.actions.recount import recount_replies, recount_topics

    vote(idea, by=cast.hannah)
    vote(answer, by=cast.hannah)
    accept_answer(answer, by=cast.hannah)
    assert (recount_topics(), recount_replies()) == (0, 0)
    Topic.objects.filter(pk=idea.pk).update(vote_count=99)
    Reply.objects.filter(pk=answer.pk).update(helpful_count=99)
    assert (recount_topics(), recount_replies()) == (1, 1)
    idea.refresh_from_db()
    assert idea.vote_count == 1

"""Two at the same moment: one row, one count (law 10)."""

import threading

import pytest
from django.db import DatabaseError, connection, connections

from goodword.conversations.actions.answers import accept_answer
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.topics import open_topic
from goodword.conversations.actions.votes import vote
from goodword.conversations.models import Acceptance, Vote
from goodword.core.errors import Conflict, Refused

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """Run these at the same moment; the refusals and errors that came."""
    gate, trouble = threading.Barrier(len(deeds)), []

    def run(deed):
        gate.wait(10)
        try:
            deed()
        except (Refused, DatabaseError) as error:
            trouble.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return trouble


@pytest.fixture
def file_database():
    """SQLite in memory is one connection for all threads; races need a database of several."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("needs a database that several connections share")


def test_two_accept_the_same_answer(file_database, cast):
    question = open_topic("question", by=cast.hannah, title="Do you wrap books?")
    answer = post_reply(question, by=cast.samuel, body="They do.")
    maya, hannah = cast.maya, cast.hannah
    trouble = at_once(
        lambda: accept_answer(answer, by=hannah), lambda: accept_answer(answer, by=maya, note="Yes.")
    )
    question.refresh_from_db()
    assert Acceptance.objects.count() == 1 and question.accepted_count == 1
    assert [type(error) for error in trouble] == [Conflict]


def test_one_person_votes_twice_at_once(file_database, cast):
    idea = open_topic("idea", by=cast.samuel, title="A bell on the stairs")
    voter = cast.hannah
    at_once(lambda: vote(idea, by=voter), lambda: vote(idea, by=voter))
    idea.refresh_from_db()
    assert (idea.vote_count, Vote.objects.count()) == (1, 1)

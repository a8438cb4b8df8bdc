"""Most asked again: three true numbers a question, for the desk (CV-12)."""

from datetime import timedelta

import time_machine

from goodword.conversations.actions.duplicates import mark_duplicate
from goodword.conversations.actions.same_here import say_same_here
from goodword.conversations.actions.topics import open_topic, withdraw_topic
from goodword.conversations.queries.asked_again import MOST, asked_again
from goodword.core import clock, counts
from goodword.people.queries import viewer_of


def numbers(person):
    return [
        (row.title, row.linked_count, row.same_here_count, row.solved_me_count)
        for row in asked_again(viewer_of(person))
    ]


def test_the_three_numbers_are_counted_from_rows(question, idea, cast):
    other = open_topic("question", by=cast.noor, title="Do you post to Fair Isle?")
    open_topic("question", by=cast.noor, title="Asked once")
    again = [open_topic("question", by=cast.pete, title=f"Wrapping {n}?") for n in range(3)]
    for one in again:
        mark_duplicate(one, by=cast.maya, original=question)
    withdraw_topic(again[0], by=cast.pete)
    say_same_here(question, by=cast.noor)
    counts.add_one("solved_me", other.pk)
    with time_machine.travel(clock.now() - timedelta(days=100), tick=False):
        counts.add_one("solved_me", other.pk)
        counts.add_one("solved_me", question.pk)
    assert numbers(cast.tom) == [(question.title, 2, 1, 0), (other.title, 0, 0, 1)]


def test_a_fallen_question_is_not_in_it_and_there_are_at_most_fifty(question, cast):
    for number in range(MOST + 5):
        counts.add_one("solved_me", open_topic("question", by=cast.noor, title=f"Number {number}?").pk)
    say_same_here(question, by=cast.noor)
    withdraw_topic(question, by=cast.hannah)
    rows = numbers(cast.tom)
    assert len(rows) == MOST and question.title not in [row[0] for row in rows]


def test_the_desk_page_is_for_the_desk_and_costs_little(question, cast, visit, django_assert_max_num_queries):
    client = visit(cast.maya)
    assert "Nothing was asked twice yet" in client.get("/desk/asked-again").content.decode()
    for number in range(12):
        counts.add_one("solved_me", open_topic("question", by=cast.noor, title=f"Number {number}?").pk)
    say_same_here(question, by=cast.noor)
    client.get("/desk/asked-again")
    with django_assert_max_num_queries(10):
        page = client.get("/desk/asked-again").content.decode()
    assert question.get_absolute_url() in page and page.count('scope="row"') == 13
    assert "/desk/asked-again" in client.get("/desk").content.decode()
    for who in (None, cast.outsider, cast.gwen):
        assert visit(who).get("/desk/asked-again").status_code == 404

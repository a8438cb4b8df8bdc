"""Replies kept as parts look for everybody as if they were made for them: every persona, before and after each change (law 4)."""

import re
from datetime import UTC, datetime

import pytest
import time_machine

from goodword.conversations.actions.answers import accept_answer
from goodword.conversations.actions.replies import edit_reply, post_reply, withdraw_reply
from goodword.conversations.actions.topics import open_topic
from goodword.conversations.actions.votes import vote
from goodword.conversations.actions.withhold import withhold
from goodword.core import fragments

PERSONAS = [None, "hannah", "samuel", "noor", "gwen", "ines", "ruth"]


@pytest.fixture(autouse=True)
def noon():
    """The seconds in which a text can be taken back do not run."""
    with time_machine.travel(datetime(2026, 5, 12, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def talk(noon, cast):
    """Hannah asks, Samuel and Noor answer, Hannah remarks."""
    for key in filter(None, PERSONAS):
        getattr(cast, key)
    topic = open_topic(
        "question", by=cast.hannah, title="Where is the zimbel kept", body="The quintaton one."
    )
    one = post_reply(topic, by=cast.samuel, body="Beside the bordun.")
    other = post_reply(topic, by=cast.noor, body="Behind the salicional.")
    post_reply(topic, by=cast.hannah, body="Which gamba?", parent=one)
    return topic, one, other


def pages(cast, visit, topic, personas=PERSONAS):
    """The page as each persona gets it, tokens apart."""
    found = {}
    for key in personas:
        client = visit(getattr(cast, key) if key else None)
        text = client.get(topic.get_absolute_url()).content.decode()
        text = re.sub(r'value="([^"]*:[^"]*:[^"]*|[\w-]{16})"', "", text)
        found[key] = re.sub(r'data-live-since="[^"]*"', "", text)
    return found


def both(cast, visit, topic):
    """The pages with the parts that others left, and with none; they must be the same."""
    kept = pages(cast, visit, topic)
    again = pages(cast, visit, topic)
    fresh = {}
    for key in PERSONAS:
        fragments.forget()
        fresh |= pages(cast, visit, topic, [key])
    for key in PERSONAS:
        assert kept[key] == fresh[key] == again[key], key
    return kept


def test_everybody_sees_their_own_buttons_and_nobody_anothers(cast, visit, talk):
    topic, one, _other = talk
    edit = f"/replies/{one.pk}/edit"
    found = both(cast, visit, topic)
    assert [key for key in PERSONAS if edit in found[key]] == ["samuel"]
    accept = f"/replies/{one.pk}/acceptance"
    assert "hannah" in [key for key in PERSONAS if accept in found[key]] and accept not in found["noor"]


def test_each_change_is_in_the_next_page_of_everybody(cast, visit, talk):
    topic, one, other = talk
    both(cast, visit, topic)
    vote(one, by=cast.noor, value=1)
    both(cast, visit, topic)
    accept_answer(one, by=cast.hannah)
    assert all("Accepted" in page for page in both(cast, visit, topic).values())
    edit_reply(one, by=cast.samuel, body="Beside the cornet.")
    assert all("bordun" not in page and "cornet" in page for page in both(cast, visit, topic).values())
    withhold(other, by=cast.ruth, rule="spam", rule_version=1, reason="a test")
    found = both(cast, visit, topic)
    assert [key for key in PERSONAS if "salicional" in found[key]] == ["noor", "ruth"], (
        "its writer and the moderator"
    )
    withdraw_reply(one, by=cast.samuel)
    found = both(cast, visit, topic)
    assert [key for key in PERSONAS if "cornet" in found[key]] == ["samuel"]


def test_a_changed_name_is_on_every_reply(cast, visit, talk):
    both(cast, visit, talk[0])
    type(cast.samuel).objects.filter(pk=cast.samuel.pk).update(name="Somebody Else")
    assert all("Somebody Else" in page for page in both(cast, visit, talk[0]).values())

import pytest

from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.topics import open_topic


@pytest.fixture
def question(cast):
    """Hannah asks whether books are wrapped."""
    return open_topic("question", by=cast.hannah, title="Do you wrap books?", body="In paper, please.")


@pytest.fixture
def answer(question, cast):
    """Samuel answers her."""
    return post_reply(question, by=cast.samuel, body="They do, in brown paper.")


@pytest.fixture
def idea(cast):
    """Samuel proposes a bell."""
    return open_topic("idea", by=cast.samuel, title="A bell on the stairs", body="One cannot be heard.")


@pytest.fixture
def private(cast):
    """Noor asks the staff alone, and Ines answers."""
    topic = open_topic("question", by=cast.noor, title="My order 4711", body="Where?", audience="staff")
    return topic, post_reply(topic, by=cast.ines, body="On the van.")

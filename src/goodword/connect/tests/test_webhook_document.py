"""docs/webhooks.md says what is: its example works, its events and its times are those of the code."""

import json
import re
from pathlib import Path

import pytest

from goodword.connect.tests.webhook_hands import endpoint_for, work
from goodword.connect.webhooks import delivering, signing
from goodword.connect.webhooks.offered import OFFERED
from goodword.conversations.actions.topics import open_topic

TEXT = (Path(__file__).parents[4] / "docs" / "webhooks.md").read_text(encoding="utf-8")


@pytest.mark.django_db
def test_the_example_for_receivers_takes_a_real_message_once(cast, till):
    (example,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    worked: list[tuple[str, dict]] = []
    receiver: dict = {"work_on": lambda kind, data: worked.append((kind, data))}
    exec(example, receiver)
    endpoint = endpoint_for(cast.tom, till)
    topic = open_topic("question", by=cast.hannah, title="One")
    work()
    (came,) = till.requests
    secret = signing.secret_of(endpoint)
    assert [receiver["receive"](secret, came.headers, came.body) for _time in range(2)] == [204, 204]
    assert [(kind, data["topic_id"]) for kind, data in worked] == [("conversations.TopicOpened", topic.pk)]
    assert receiver["receive"](secret, came.headers, came.body.replace(b"question", b"review!!")) == 401
    assert receiver["receive"]("whsec_bm90IGl0", came.headers, came.body) == 401
    shown = json.loads(re.search(r"\n\n(\{.*?\})\n```", TEXT, re.DOTALL)[1])
    assert shown.keys() == json.loads(came.body).keys()
    assert shown["data"].keys() == json.loads(came.body)["data"].keys()


def test_events_and_times_are_those_of_the_code():
    assert re.findall(r"^\| `([a-zA-Z]+\.[a-zA-Z]+)`", TEXT, re.MULTILINE) == list(OFFERED)
    hours = [int(pause.total_seconds() // 3600) for pause in delivering.PAUSES[3:]]
    told = re.search(r"after 5 seconds, 5 minutes, 30 minutes, ([\d, ]+) and (\d+) hours", TEXT)
    assert [int(n) for n in told[1].split(", ")] + [int(told[2])] == hours
    assert [pause.total_seconds() for pause in delivering.PAUSES[:3]] == [5, 300, 1800]
    assert f"within {delivering.BOUNDS.read:.0f} seconds" in TEXT

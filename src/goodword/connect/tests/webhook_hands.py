"""What the tests of webhooks share."""

import json
from datetime import timedelta

from goodword.connect.actions import webhooks as verbs
from goodword.connect.webhooks.offered import OFFERED
from goodword.core import events
from goodword.core.jobs import work_once

# People of the cast join when they are first named.
ALL = [name for name in OFFERED if name != "people.PersonJoined"]


def endpoint_for(person, till, *, names=ALL, public_only=True, path="/in"):
    return verbs.make_endpoint(
        by=person, name="Till", url=f"{till.url}{path}", events=names, public_only=public_only
    )


def work(limit=50):
    """Whatever is due; what a commit would have set going, is."""
    events.sweep(timedelta(seconds=-1))
    for _turn in range(limit):
        if not work_once("test"):
            return


def bodies(till):
    """What arrived."""
    return [json.loads(came.body) for came in till.requests]


def kinds(till):
    """Of which kinds it was."""
    return [body["type"] for body in bodies(till)]

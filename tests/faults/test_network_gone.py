"""Faults: the net outside is gone (F21). Names do not resolve, lines hang: pages know nothing of it, and what must go out waits.

Inside one process sockets and names are replaced, so that every attempt is counted; with real processes, the mail server and a webhook
are a port of loopback that takes a line and never says a word.
"""

import http.client
import json
import socket
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from tests.faults.serving import Member, Site, until

from goodword.connect.actions import webhooks
from goodword.connect.models import Delivery
from goodword.conversations.actions.topics import open_topic
from goodword.core import clock, events
from goodword.core.jobs import work_once
from goodword.core.models import Job
from goodword.testing.outside import Outside

AT_ONCE = 3.0  # seconds: what cannot be had from outside is done without by then


def work() -> float:
    """Do whatever is due; how long the longest job took."""
    events.sweep(timedelta(seconds=-1))
    longest = 0.0
    for _turn in range(40):
        began = time.monotonic()
        if not work_once("test"):
            break
        longest = max(longest, time.monotonic() - began)
    return longest


@pytest.mark.django_db
def test_a_dead_net_leaves_the_pages_alone(cast: Any, visit: Any, outside: Outside) -> None:
    """No page asks anybody outside: not a name, not a line; entering by password neither."""
    topic = open_topic("question", by=cast.gwen, title="Is the lamp lit?")
    assert cast.hannah.email
    outside.dead = True
    pages = [
        *(
            "/",
            "/questions",
            "/reviews",
            "/shelves",
            "/search?q=lamp",
            "/feed.atom",
            "/api/v1/topics",
            "/sign-up",
        ),
        *("/embed/sample", "/trust/rules", "/healthz", topic.get_absolute_url()),
    ]
    began = time.monotonic()
    for page in pages:
        assert visit().get(page).status_code == 200, page
    entered = visit().submit("/sign-in", {"email": cast.hannah.email, "password": "a lamp in the window"})
    assert entered.status_code == 303
    assert entered.cookies
    asked = visit(cast.hannah).submit(
        "/ask", {"title": "And at night?", "body": "", "audience": "everyone", "once": "k"}
    )
    assert asked.status_code == 303
    assert time.monotonic() - began < 2 * AT_ONCE, "all of them together"
    assert (outside.asked, outside.connected, outside.strays) == ([], [], [])


@pytest.mark.django_db
def test_what_must_go_out_waits_and_goes_when_the_net_is_back(cast: Any, outside: Outside) -> None:
    till = outside.serve("till.example")
    webhooks.make_endpoint(
        by=cast.tom, name="Till", url=till.url, events=["conversations.TopicOpened"], public_only=True
    )
    outside.dead = True
    topic = open_topic("question", by=cast.hannah, title="Is the lamp lit?")
    longest = work()
    assert longest < AT_ONCE + 1, "a dead name service is given up after three seconds"
    waiting = Delivery.objects.get()
    assert (waiting.state, waiting.reason, till.requests) == ("waiting", "name", [])
    assert not Job.objects.filter(state="dead").exists()
    outside.dead = False
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=True):
        work()
        (came,) = till.requests
    assert came.headers["webhook-id"] == f"msg_{waiting.puid}"
    assert json.loads(came.body)["data"]["topic_id"] == topic.pk
    assert Delivery.objects.get().state == "done"


@pytest.mark.django_db
def test_twenty_that_wait_cost_one_attempt(cast: Any, outside: Outside) -> None:
    """An endpoint that hangs does not keep the worker from the rest: it rests, whatever waits for it."""
    till = outside.serve("till.example")
    webhooks.make_endpoint(
        by=cast.tom, name="Till", url=till.url, events=["conversations.TopicOpened"], public_only=True
    )
    outside.dead = True
    for number in range(20):
        open_topic("question", by=cast.hannah, title=f"Question {number}")
    began = time.monotonic()
    work()
    assert time.monotonic() - began < 2 * AT_ONCE
    assert Delivery.objects.filter(attempts__gt=0).count() == 1


@pytest.mark.slow
@pytest.mark.once
def test_real_processes_with_a_mail_server_and_a_webhook_that_never_answer(
    serve: Callable[..., Site],
) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        port = silent.getsockname()[1]
        site = serve(
            "serve",
            GOODWORD_MAIL_URL=f"smtp://127.0.0.1:{port}",
            GOODWORD_OUTBOUND_ALLOW=f"127.0.0.1:{port}",
        )
        site.shell(
            "from goodword.connect.actions.webhooks import make_endpoint\n"
            "from goodword.people.models import Person\n"
            "make_endpoint(by=Person.objects.get(handle='tom'), name='Till', public_only=True,\n"
            f"    url='http://127.0.0.1:{port}/', events=['conversations.TopicOpened'])"
        )
        site.request("POST", "/reset", {"email": "hannah@example.org", "_form": "none"})
        member = Member(site)
        member.sign_in()
        took = []
        for number in range(5):
            began = time.monotonic()
            member.ask(str(number))
            for path in ("/", "/questions", member.acknowledged[str(number)]):
                assert site.request("GET", path, cookie=member.cookie)[0] == 200
            took.append(time.monotonic() - began)
        assert sorted(took)[2] < AT_ONCE, "four requests of a member, on a machine that may be busy"
        tried = "SELECT COUNT(*) FROM connect_delivery WHERE attempts > 0"
        until(lambda: site.rows(tried)[0][0], 40, site.said)
        rows = site.rows("SELECT state, reason FROM connect_delivery WHERE attempts > 0")
        assert set(rows) == {("waiting", "timeout")}
        assert site.rows("SELECT COUNT(*) FROM connect_delivery") == [(5,)]
        line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=5)
        line.request("GET", "/healthz")
        assert line.getresponse().status == 200
        line.close()

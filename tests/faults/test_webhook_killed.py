"""Faults: the worker is killed after a webhook was sent and before that was noted (law 10, P-c): the same message comes again, by the same id."""

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from tests.faults.serving import Member, Site, children_of, until

pytestmark = [pytest.mark.slow, pytest.mark.once]


class Receiver:
    """A program elsewhere. `before_answering` runs once, while the first message is in its hands."""

    def __init__(self) -> None:
        self.came: list[tuple[str, bytes]] = []
        self.before_answering: Callable[[], None] = lambda: None
        receiver = self

        class Answering(BaseHTTPRequestHandler):
            def take(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.came.append((self.headers["Webhook-Id"], body))
                if len(receiver.came) == 1:
                    receiver.before_answering()
                with contextlib.suppress(OSError):
                    self.send_response(204)
                    self.end_headers()

            def log_message(self, *_parts: Any) -> None:
                """Say nothing."""

        method = "do_POST"  # the name http.server looks for
        setattr(Answering, method, Answering.take)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """It listens on loopback."""
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def worker_of(site: Site) -> int:
    """The process that does the jobs."""
    assert site.process is not None
    for pid in children_of(site.process.pid):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/cmdline", "rb") as line:
            if b"goodword.cli.worker" in line.read():
                return pid
    raise AssertionError(f"no worker\n{site.said()}")


def test_a_worker_killed_between_sending_and_noting_sends_the_same_id_again(
    serve: Callable[..., Site], receiver: Receiver
) -> None:
    port = receiver.server.server_port
    site = serve("serve", GOODWORD_OUTBOUND_ALLOW=f"127.0.0.1:{port}")
    site.shell(
        "from goodword.connect.actions.webhooks import make_endpoint\n"
        "from goodword.people.models import Person\n"
        "make_endpoint(by=Person.objects.get(handle='tom'), name='Till', public_only=True,\n"
        f"    url='http://127.0.0.1:{port}/', events=['conversations.TopicOpened'])"
    )
    receiver.before_answering = lambda: os.kill(worker_of(site), signal.SIGKILL)
    member = Member(site)
    member.sign_in()
    member.ask("one")
    until(lambda: receiver.came, 30, site.said)
    assert site.rows("SELECT state, attempts FROM connect_delivery") == [("waiting", 0)]
    # The lease of a dead worker ends after a minute; the test does not wait for it.
    site.shell(
        "from datetime import timedelta\n"
        "from goodword.core import clock\n"
        "from goodword.core.models import Job\n"
        "from goodword.connect.models import WebhookEndpoint\n"
        "past = clock.now() - timedelta(minutes=2)\n"
        "Job.objects.filter(state='leased', task__contains='webhooks').update(leased_until=past)\n"
        "WebhookEndpoint.objects.update(claimed_until=past)"
    )
    until(lambda: site.rows("SELECT state FROM connect_delivery") == [("done",)], 90, site.said)
    assert len(receiver.came) == 2
    assert receiver.came[0] == receiver.came[1], "id and body"

"""Faults: the site is stopped and started anew under load, with open streams (F15, P-g; STACK of one door for all processes).

`GOODWORD_ROUNDS=10` replaces all processes ten times.
"""

import http.client
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.faults.serving import Site, children_of, note, until

from goodword.cli.supervisor import resident_mb

pytestmark = [pytest.mark.slow, pytest.mark.once]
ROUNDS = int(os.environ.get("GOODWORD_ROUNDS", "1"))
RATE = 200  # requests a second
LINES = 200
SIGN_IN_MANY = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from goodword.people.actions.persons import add_person
for number in range(40):
    person = add_person(name=f"Guest {number}", email=f"{number}@example.org", confirmed=True, handle=f"guest{number}")
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, person, backend="goodword.people.backends.EmailBackend")
    request.session.save()
    print(f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}")
"""


class Load:
    """Visitors who ask without end, half of them on lines that are kept open; what did not answer 200 is remembered."""

    def __init__(self, site: Site, path: str = "/healthz") -> None:
        self.site, self.path = site, path
        self.answered, self.failed = 0, []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(8)]

    def __enter__(self) -> "Load":
        self.began = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)
        self.rate = self.answered / (time.monotonic() - self.began)

    def _ask(self, number: int) -> None:
        keep, line, due = number % 2 == 0, None, time.monotonic()
        while not self._stop.is_set():
            due = max(due + len(self._threads) / RATE, time.monotonic() - 1)
            self._stop.wait(max(0.0, due - time.monotonic()))
            try:
                line = line or http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)
                line.request("GET", self.path, headers={} if keep else {"Connection": "close"})
                answer = line.getresponse()
                answer.read()
                assert answer.status == 200, answer.status
                self.answered += 1
                if answer.will_close:
                    line.close()
                    line = None
            except (OSError, http.client.HTTPException, AssertionError) as error:
                self.failed.append(repr(error))
                line = None
        if line:
            line.close()


def web_processes(site: Site) -> set[int]:
    assert site.process is not None
    found = set()
    for pid in children_of(site.process.pid):
        try:
            if b"goodword.cli.web" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.add(pid)
        except OSError:
            continue
    return found


def replace_all(site: Site) -> None:
    before = web_processes(site)
    assert len(before) == 2
    assert site.process is not None
    site.process.send_signal(signal.SIGHUP)
    until(lambda: len(now := web_processes(site)) == 2 and not now & before, 90, site.said)


def stream(site: Site, cookie: str) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", site.port), timeout=30)
    host = f"127.0.0.1:{site.port}"
    line.sendall(f"GET /live/ HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n".encode())
    return line


def test_no_request_is_lost_while_the_processes_are_replaced(serve: Callable[..., Site]) -> None:
    site = serve("serve", "--web", "2")
    assert site.process is not None
    with Load(site) as load:
        for _round in range(ROUNDS):
            replace_all(site)
    note(f"{ROUNDS} rounds, {load.answered} answers at {load.rate:.0f}/s")
    assert load.failed == []
    assert load.answered > 100
    assert "did not come up" not in site.said()


def test_a_new_process_that_does_not_come_up_leaves_the_old_one(serve: Callable[..., Site]) -> None:
    site = serve("serve", "--web", "2")
    before = web_processes(site)
    (site.home / "secret-key").unlink()
    (site.home / "secret-key").mkdir()
    assert site.process is not None
    site.process.send_signal(signal.SIGHUP)
    until(lambda: "did not come up" in site.said(), 60, site.said)
    assert web_processes(site) == before
    assert site.request("GET", "/healthz")[0] == 200


def test_open_streams_starve_no_page_and_hold_up_no_stop(serve: Callable[..., Site]) -> None:
    site = serve("web")
    cookies = site.shell(SIGN_IN_MANY).split()
    alone = _time_of_pages(site)
    lines = [stream(site, cookie) for cookie in cookies for _ in range(5)]
    assert len(lines) == LINES
    answers = [line.recv(4096) for line in lines]
    assert [answer for answer in answers if b"text/event-stream" not in answer] == []
    beside = _time_of_pages(site)
    held = resident_mb(site.process.pid)
    took = site.stop()
    note(
        f"{LINES} streams: a page {beside * 1000:.0f} ms (alone {alone * 1000:.0f}), {held:.0f} MB, stop {took:.2f} s"
    )
    assert beside < max(0.5, 3 * alone)
    assert took < 10, "a second on a quiet machine"
    assert held < 400  # resident, shared pages included
    for line in lines:
        line.close()


def _time_of_pages(site: Site) -> float:
    began = time.monotonic()
    for _ in range(10):
        assert site.request("GET", "/questions")[0] == 200
    return (time.monotonic() - began) / 10

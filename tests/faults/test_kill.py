"""Faults: a web server is killed in the middle of writing (law 10; P-a, P-b and F1 of docs/requirements.md).

A real server on SQLite, killed without warning while a member sends one question after another; then started again. What
was answered with yes is there, once; what was not answered may be there, and sending it again makes it there once.
"""

import contextlib
import http.client
import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest

from goodword.cli.environment import ROOT

assert ROOT is not None
pytestmark = [pytest.mark.slow, pytest.mark.once]
KILLS = 2
PASSWORD = "a lamp in the window"
OURS = ("GOODWORD_MODE", "GOODWORD_HOME", "GOODWORD_DATABASE_URL", "GOODWORD_SITE_URL", "GOODWORD_MAIL_URL")
MAKE_PERSONS = """
from goodword.core import clock
from goodword.people.actions.persons import add_person
from goodword.people.models import RoleGrant
for key, role in (("tom", "owner"), ("hannah", "")):
    person = add_person(name=key, email=f"{key}@example.org", password="PASSWORD", confirmed=True, handle=key)
    if role:
        now = clock.now()
        RoleGrant.objects.create(person=person, role=role, reason="first owner", begins_at=now, consented_at=now)
"""


@dataclass
class Site:
    """A web server of its own on a home of its own."""

    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def command(self, *words: str) -> list[str]:
        """`./goodword` for this home."""
        return [str(ROOT / "goodword"), "--home", str(self.home), *words]

    @property
    def env(self) -> dict[str, str]:
        """The environment without what this test run has set for itself."""
        return {name: value for name, value in os.environ.items() if name not in OURS}

    def start(self) -> None:
        """Start it and wait until it answers."""
        with open(self.home.parent / "web.log", "ab") as log:
            self.process = subprocess.Popen(
                self.command("web", "--port", str(self.port)),
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        began, pause = time.monotonic(), threading.Event()
        while not self._answers():
            assert self.process.poll() is None, (self.home.parent / "web.log").read_text()
            assert time.monotonic() - began < 60, (self.home.parent / "web.log").read_text()
            pause.wait(0.05)

    def kill(self) -> None:
        """End every process of it at once; none is asked."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def _answers(self) -> bool:
        try:
            return self.request("GET", "/healthz")[0] == 200
        except OSError:
            return False

    def request(
        self, method: str, path: str, fields: dict[str, str] | None = None, cookie: str = ""
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers and words of one answer. Raises OSError where none came."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Origin": f"http://127.0.0.1:{self.port}", "Cookie": cookie}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, path, urlencode(fields) if fields is not None else None, headers)
            answer = line.getresponse()
            return (
                answer.status,
                {k.lower(): v for k, v in answer.getheaders()},
                answer.read().decode("utf-8", "replace"),
            )
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            line.close()

    def rows(self, sql: str) -> list[tuple]:
        """Rows of the database, read beside the server."""
        with contextlib.closing(
            sqlite3.connect(f"file:{self.home / 'goodword.sqlite3'}?mode=ro", uri=True)
        ) as database:
            return database.execute(sql).fetchall()


@dataclass
class Member:
    """Somebody who writes questions without end, and remembers what the site said to each."""

    site: Site
    cookie: str = ""
    token: str = ""
    tried: list[str] = field(default_factory=list)
    acknowledged: dict[str, str] = field(default_factory=dict)

    def sign_in(self) -> None:
        """Enter by password; from then on each form carries the token of this session."""
        page = self.site.request("GET", "/sign-in")[2]
        fields = {"email": "hannah@example.org", "password": PASSWORD, "_form": form_token(page)}
        status, headers, page = self.site.request("POST", "/sign-in", fields)
        assert status == 303, page
        self.cookie = headers["set-cookie"].split(";")[0]
        self.token = form_token(self.site.request("GET", "/ask", cookie=self.cookie)[2])

    def ask(self, key: str) -> None:
        """Send one question; where an answer came, it is remembered with the address it named."""
        fields = {
            "title": f"Is the lamp lit, {key}?",
            "body": "At night.",
            "audience": "everyone",
            "once": key,
        }
        status, headers, page = self.site.request(
            "POST", "/ask", {**fields, "_form": self.token}, self.cookie
        )
        assert status == 303, page
        self.acknowledged[key] = headers["location"]

    def heard_back(self, times: int, *, of: threading.Thread) -> None:
        """Wait until that many more questions were acknowledged, or the writer gave up."""
        enough, pause = len(self.acknowledged) + times, threading.Event()
        while of.is_alive() and len(self.acknowledged) < enough:
            pause.wait(0.005)

    def ask_until_nobody_answers(self, round_: int) -> None:
        """One question after another, until the line is cut."""
        for number in range(10_000):
            key = f"{round_}-{number}"
            self.tried.append(key)
            try:
                self.ask(key)
            except OSError:
                return


def form_token(page: str) -> str:
    """The token of the first form of a page."""
    found = re.search(r'name="_form" value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A running server with an owner and a member."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = int(trial.getsockname()[1])
    one = Site(tmp_path / "home", port)
    one.home.parent.mkdir(exist_ok=True)
    try:
        one.start()
        make = one.command(
            "manage", "shell", "--no-imports", "-c", MAKE_PERSONS.replace("PASSWORD", PASSWORD)
        )
        subprocess.run(make, env=one.env, check=True, capture_output=True, timeout=60)
        yield one
    finally:
        one.kill()


def test_what_was_acknowledged_before_a_kill_is_there_once(site: Site) -> None:
    member, chance = Member(site), random.Random(7)
    member.sign_in()
    for round_ in range(KILLS):
        writer = threading.Thread(target=member.ask_until_nobody_answers, args=(round_,))
        writer.start()
        member.heard_back(chance.randint(2, 9), of=writer)
        writer.join(chance.random() * 0.05)
        site.kill()
        writer.join(20)
        assert not writer.is_alive()
        site.start()

    written = [title for (title,) in site.rows("SELECT title FROM conversations_topic")]
    assert member.acknowledged, "the server was killed before it could answer once"
    assert {f"Is the lamp lit, {key}?" for key in member.acknowledged} <= set(written)
    assert len(written) == len(set(written))

    for key in member.tried:
        before = member.acknowledged.get(key)
        member.ask(key)
        assert before in (None, member.acknowledged[key])
    written = sorted(title for (title,) in site.rows("SELECT title FROM conversations_topic"))
    assert written == sorted(f"Is the lamp lit, {key}?" for key in member.tried)

    opened = site.rows("SELECT COUNT(*) FROM core_eventrecord WHERE name = 'conversations.TopicOpened'")
    assert opened == [(len(written),)]
    assert site.rows("PRAGMA integrity_check") == [("ok",)]
    assert site.rows("PRAGMA foreign_key_check") == []
    for address in list(member.acknowledged.values())[:3]:
        assert site.request("GET", address)[0] == 200

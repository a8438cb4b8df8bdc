"""A site of its own for a test that breaks something: real processes on a home of its own, and a member who writes."""

import contextlib
import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from goodword.cli.environment import ROOT

assert ROOT is not None
PASSWORD = "a lamp in the window"
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


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def until(true: Callable[[], object], seconds: float = 20, why: Callable[[], str] = str) -> float:
    """Wait until something is so; returns how long it took."""
    began, pause = time.monotonic(), threading.Event()
    while not true():
        assert time.monotonic() - began < seconds, f"it did not happen in {seconds} s\n{why()}"
        pause.wait(0.02)
    return time.monotonic() - began


def note(text: str) -> None:
    """Say a figure to whoever runs this with `-s`."""
    sys.stderr.write(f"\n  {text}\n")


def children_of(pid: int) -> list[int]:
    """The processes below one, the nearest first."""
    try:
        direct = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return direct + [deeper for child in direct for deeper in children_of(child)]


@dataclass
class Site:
    """A web server of its own on a home of its own."""

    home: Path
    port: int = field(default_factory=free_port)
    words: tuple[str, ...] = ("web",)
    extra: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    before: Callable[[], None] | None = None  # what the process does to itself first, as to bound its memory

    def command(self, *words: str) -> list[str]:
        """`./goodword` for this home."""
        return [str(ROOT / "goodword"), "--home", str(self.home), *words]

    @property
    def env(self) -> dict[str, str]:
        """The environment without what this test run has set for itself."""
        ours = {
            name: value for name, value in os.environ.items() if not name.startswith(("GOODWORD_", "DJANGO_"))
        }
        return {**ours, **self.extra}

    def start(self) -> None:
        """Start it and wait until it answers."""
        with open(self.home.parent / "web.log", "ab") as log:
            self.process = subprocess.Popen(
                self.command(*self.words, "--port", str(self.port)),
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=self.before,
            )
        until(self._answers_or_ended, 90, self.said)
        assert self.process.poll() is None, self.said()

    def said(self) -> str:
        """What its processes printed."""
        return (self.home.parent / "web.log").read_text()

    def shell(self, code: str) -> str:
        """Run Python inside the house; returns what it printed."""
        words = self.command("manage", "shell", "--no-imports", "-c", code)
        done = subprocess.run(words, env=self.env, check=False, capture_output=True, timeout=90, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def people(self) -> None:
        """An owner and a member."""
        self.shell(MAKE_PERSONS.replace("PASSWORD", PASSWORD))

    def stop(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Tell it to stop, and return how long that took; asserts that it ended well."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(number)
        assert self.process.wait(40) == 0, self.said()
        return time.monotonic() - began

    def kill(self) -> None:
        """End every process of it at once; none is asked."""
        if self.process is not None and self.process.poll() is None:
            for pid in [*children_of(self.process.pid), self.process.pid]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.wait(10)

    def _answers_or_ended(self) -> bool:
        return self._answers() or (self.process is not None and self.process.poll() is not None)

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

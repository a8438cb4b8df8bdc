"""`site`: the whole house as it is served, for tests with a real browser: its own home, its own port, web and worker.

It runs as its own process, so a page costs what it costs a visitor (compression, hashed names), and nothing a browser test
writes is seen by another test. tests/browser/world.py fills it and signs its people in; one site serves a whole session.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[3]
READY_WITHIN = 90  # seconds


class Site:
    """A running site. `url`; `people` {key: session cookie}; `pages` {name: path}, made by the world."""

    def __init__(self, home: Path, port: int, made: dict[str, Any]) -> None:
        self.home, self.url = home, f"http://127.0.0.1:{port}"
        self.people: dict[str, str] = made["people"]
        self.pages: dict[str, str] = made["pages"]

    def cookie(self, key: str) -> dict[str, Any]:
        """The session cookie of a member of the cast, as Playwright takes it."""
        return {"name": "session", "value": self.people[key], "url": self.url}

    def letters(self, address: str) -> list[str]:
        """The texts of the mails that went to an address, oldest first."""
        texts = []
        for file in sorted((self.home / "mailbox").glob("*"), key=lambda path: path.stat().st_mtime_ns):
            for part in file.read_bytes().split(b"-" * 79 + b"\n"):
                mail = message_from_bytes(part, policy=policy.default)
                body = mail.get_body(("plain",)) if mail["To"] else None
                if body is not None and address in str(mail["To"]):
                    texts.append(str(body.get_content()))
        return texts

    def letter(self, address: str, within: float = 15) -> str:
        """The newest mail to an address, once it is there."""
        wait, until = threading.Event(), time.monotonic() + within
        while time.monotonic() < until:
            if found := self.letters(address):
                return found[-1]
            wait.wait(0.1)
        raise AssertionError(f"no mail to {address}")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The running site with the small world of tests/browser/world.py."""
    with tempfile.TemporaryDirectory(prefix="goodword-site-") as folder:
        home, port = Path(folder), free_port()
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("GOODWORD_", "DJANGO_"))
        } | {
            **_database(port),
            "GOODWORD_HOME": folder,
            "GOODWORD_MODE": "serve",
            "GOODWORD_SITE_URL": f"http://127.0.0.1:{port}",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        made = _fill(environment)
        log = home / "site.log"
        with log.open("wb") as output:
            server = subprocess.Popen(
                [sys.executable, "-m", "goodword", "serve", "--port", str(port)],
                env=environment, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", server, log)
            yield Site(home, port, made)
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait(10)


def _database(port: int) -> dict[str, str]:
    """Where the tests run on PostgreSQL, the site gets a new database beside theirs; it goes with the cluster."""
    url = os.environ.get("GOODWORD_DATABASE_URL", "")
    if not url.startswith("postgres"):
        return {}
    import psycopg

    name = f"goodword_site_{port}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return {"GOODWORD_DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()}


def _fill(environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.world"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=READY_WITHIN,
        check=False,
    )
    assert done.returncode == 0, f"the small world could not be made:\n{done.stdout}\n{done.stderr}"
    made: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return made


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    wait, until = threading.Event(), time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        assert server.poll() is None, f"the site stopped:\n{log.read_text()}"
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            wait.wait(0.1)
    raise AssertionError(f"the site does not answer:\n{log.read_text()}")

"""A site from an empty folder to a clean stop, as a person would run it."""

import json
import os
import signal
import socket
import stat
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from goodword.cli.environment import ROOT

assert ROOT is not None
pytestmark = pytest.mark.slow
OURS = ("GOODWORD_MODE", "GOODWORD_HOME", "GOODWORD_DATABASE_URL", "GOODWORD_SITE_URL")


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def fetch(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except OSError:
        return 0, b""


class Running:
    """A `./goodword` in the foreground of its own."""

    def __init__(self, words: list[str]) -> None:
        env = {name: value for name, value in os.environ.items() if name not in OURS}
        self.process = subprocess.Popen(
            [ROOT / "goodword", *words],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)

    def until(self, true: Callable[[], bool], seconds: float) -> float:
        began, pause = time.monotonic(), threading.Event()
        while not true():
            assert self.process.poll() is None, "".join(self.said)
            assert time.monotonic() - began < seconds, "".join(self.said)
            pause.wait(0.05)
        return time.monotonic() - began

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal to the whole group, as a terminal or a supervisor does."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
        status = self.process.wait(10)
        self._reader.join(5)
        return status


@pytest.fixture
def run() -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def start(*words: str) -> Running:
        running.append(Running(list(words)))
        return running[-1]

    yield start
    for one in running:
        one.stop(signal.SIGKILL)


def test_a_site_from_nothing_to_a_clean_stop(run: Callable[..., Running], tmp_path: Path) -> None:
    home, port = tmp_path / "home", free_port()
    words = ["--home", str(home), "serve", "--port", str(port)]
    site = run(*words)
    site.until(lambda: fetch(f"http://127.0.0.1:{port}/healthz")[0] == 200, 90)
    site.until(lambda: any("Serving http://127.0.0.1" in line for line in site.said), 10)
    assert fetch(f"http://127.0.0.1:{port}/")[0] == 200
    assert stat.S_IMODE((home / "secret-key").stat().st_mode) == 0o600
    assert json.loads((home / "state.json").read_text())["kind"] == "site"

    refused = run("--home", str(tmp_path / "other"), "serve", "--port", str(port))
    assert refused.process.wait(20) == 1
    refused.stop()
    assert "If another program has it" in "".join(refused.said)
    refused = run("--home", str(home), "demo", "--port", str(free_port()))
    assert refused.process.wait(20) == 1
    refused.stop()
    assert "a site of your own" in "".join(refused.said)

    began = time.monotonic()
    assert site.stop() == 0
    assert time.monotonic() - began < 5
    assert fetch(f"http://127.0.0.1:{port}/healthz")[0] == 0

    again = run(*words)
    again.until(lambda: fetch(f"http://127.0.0.1:{port}/healthz")[0] == 200, 10)
    assert not any("preparing" in line for line in again.said)
    assert again.stop(signal.SIGINT) == 0


def test_an_empty_site_waits_for_its_owner_and_answers_all_reading(
    run: Callable[..., Running], tmp_path: Path
) -> None:
    port = free_port()
    site = run("demo", "--empty", "--port", str(port), "--home", str(tmp_path / "home"))
    site.until(lambda: any(f"Goodword is at http://127.0.0.1:{port}" in line for line in site.said), 90)
    for path in ("/", "/questions", "/healthz", "/api/v1/openapi.json"):
        assert fetch(f"http://127.0.0.1:{port}{path}")[0] == 200, path
    # The last line is the link to the first-owner page, printed once the site is up.
    site.until(lambda: f"http://127.0.0.1:{port}/" in site.said[-1], 20)
    assert site.stop() == 0

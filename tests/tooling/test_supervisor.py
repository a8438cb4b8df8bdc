"""The parent of web and worker: restarts, gives up, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from goodword.cli import serve, supervisor
from goodword.cli.problems import Stop

PARENT = """
import sys
from goodword.cli.supervisor import Child, Supervisor
say = lambda text: print(text, flush=True)
Supervisor([Child(str(n), command.split(chr(31))) for n, command in enumerate(sys.argv[1:])], say).run()
"""
CHILD = """
import os, sys, threading
from goodword.cli.supervisor import watch_lifeline
watch_lifeline()
open(sys.argv[1], "w").write(str(os.getpid()))
threading.Event().wait()
"""
STUBBORN = """
import os, signal, sys, subprocess, threading
signal.signal(signal.SIGTERM, signal.SIG_IGN)
grandchild = subprocess.Popen([sys.executable, "-c", "import threading; threading.Event().wait()"])
open(sys.argv[1], "w").write(f"{os.getpid()} {grandchild.pid}")
threading.Event().wait()
"""


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    limit, pause = time.monotonic() + seconds, threading.Event()
    while not true():
        assert time.monotonic() < limit, "it did not happen"
        pause.wait(0.02)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")")[1].split()[0] != "Z"
    except OSError:
        return False


def pids(file: Path) -> list[int]:
    until(lambda: file.exists() and bool(file.read_text()))
    return [int(word) for word in file.read_text().split()]


def start(*children: list[str]) -> subprocess.Popen[str]:
    words = [chr(31).join(child) for child in children]
    return subprocess.Popen([sys.executable, "-c", PARENT, *words], stdout=subprocess.PIPE, text=True)


pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes through /proc")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_everything(tmp_path: Path, number: signal.Signals) -> None:
    parent = start(
        [sys.executable, "-c", CHILD, str(tmp_path / "a")], [sys.executable, "-c", CHILD, str(tmp_path / "b")]
    )
    running = pids(tmp_path / "a") + pids(tmp_path / "b")
    parent.send_signal(number)
    assert parent.wait(8) == 0
    assert not any(map(alive, running))


def test_a_killed_parent_takes_its_children_along(tmp_path: Path) -> None:
    parent = start([sys.executable, "-c", CHILD, str(tmp_path / "a")])
    [child] = pids(tmp_path / "a")
    parent.kill()
    parent.wait()
    until(lambda: not alive(child))


def test_a_child_that_does_not_listen_is_ended_with_all_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.5)
    said: list[str] = []
    child = supervisor.Child("child", [sys.executable, "-c", STUBBORN, str(tmp_path / "a")])
    parent = supervisor.Supervisor([child], said.append)
    running: list[int] = []

    def started(stop: threading.Event) -> None:
        running.extend(pids(tmp_path / "a"))
        os.kill(os.getpid(), signal.SIGTERM)

    assert parent.run(started) == 0
    assert len(running) == 2
    until(lambda: not any(map(alive, running)))
    assert "Still busy" in said[0]


def test_a_dead_child_starts_again(tmp_path: Path) -> None:
    file = tmp_path / "a"
    parent = start([sys.executable, "-c", CHILD, str(file)])
    [first] = pids(file)
    file.unlink()
    os.kill(first, signal.SIGKILL)
    [second] = pids(file)
    assert second != first
    parent.terminate()
    assert "starting it again" in parent.communicate(timeout=8)[0]


def test_one_that_never_runs_ends_the_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "GIVE_UP_AFTER", 2)
    child = supervisor.Child("web server", [sys.executable, "-c", "raise SystemExit(7)"])
    with pytest.raises(Stop, match=r"the web server ended 2 times in a row \(status 7\)"):
        supervisor.Supervisor([child], lambda text: None).run()


def test_pages_are_served_while_the_worker_does_not_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "GIVE_UP_AFTER", 2)
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0.0)
    said: list[str] = []

    def heard(text: str) -> None:
        said.append(text)
        if len(said) == 4:
            os.kill(os.getpid(), signal.SIGTERM)

    child = supervisor.Child("worker", [sys.executable, "-c", "raise SystemExit(7)"], essential=False)
    assert supervisor.Supervisor([child], heard).run() == 0
    assert len(said) == 4


def test_a_port_in_use_is_named_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Stop, match=rf"port {port}.*\n.*--port {port + 1}"):
            serve.check_port("127.0.0.1", port, "demo")


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.7", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_what_is_loopback(host: str, local: bool) -> None:
    assert serve.is_loopback(host) is local

"""`serve`, `web`: a site in the foreground."""

from __future__ import annotations

import argparse
import ipaddress
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from typing import NoReturn
from urllib.parse import urlsplit

from goodword.cli import supervisor
from goodword.cli.home import DEMO, SITE, Home
from goodword.cli.problems import Stop
from goodword.cli.web import LISTEN, listen

PORT = 8000
MOST_PROCESSES = 32
GROWN_MB = 600
"""A process that holds more than this is replaced by a new one, unless GOODWORD_PROCESS_MB says otherwise."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Stop(f"{message}. `./goodword help {self.prog}` says more.", status=2)


def parser(name: str) -> argparse.ArgumentParser:
    """A parser whose errors are sentences."""
    return _Parser(prog=name, add_help=False, allow_abbrev=False)


def port_number(text: str) -> int:
    """A port that can be listened on; raises what argparse understands."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: use a number from 1 to 65535")
    return int(text)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_port(host: str, port: int, command: str) -> None:
    """Raise Stop, saying what to do, unless the port can be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except PermissionError:
            raise Stop(
                f"this user may not listen on port {port}: use one above 1023, as --port 8000"
            ) from None
        except OSError as error:
            raise Stop(
                f"cannot listen on {host} port {port}: {error.strerror}. If another program has it, stop that one\n"
                f"  (`ss -ltnp 'sport = :{port}'` names it) or use another: ./goodword {command} --port {port + 1}"
            ) from None


def process_count(text: str) -> int:
    """How many processes; raises what argparse understands."""
    if not text.isdecimal() or not 1 <= int(text) <= MOST_PROCESSES:
        raise argparse.ArgumentTypeError(f"{text!r}: use a number from 1 to {MOST_PROCESSES}")
    return int(text)


def run(arguments: list[str]) -> int:
    """`serve`: bring the home up to date, then web processes and workers under one parent."""
    given = _given("serve", arguments)
    home = Home()
    _check(home, given.host, given.port, "serve")
    home.prepare(home.kind or SITE)
    return serve(home, given.host, given.port, _announce, given.web, given.workers)


def _announce() -> None:
    """Where the site is, and, while nobody owns it, the link to take its keys."""
    print(f"Serving {site_url()}  (stop with Ctrl-C)", flush=True)
    asked = [*supervisor.python("goodword.cli.steps"), "first_owner_link"]
    said = subprocess.run(asked, check=False, capture_output=True, text=True, timeout=60)
    links = [line for line in said.stdout.splitlines() if line.startswith("http")]
    if links:
        print(f"Nobody owns it yet. Take the keys: {links[0]}", flush=True)


def run_web(arguments: list[str]) -> int:
    """`web`: the web server alone; the database must be up to date. One process takes the place of this one."""
    given = _given("web", arguments)
    home = Home()
    _check(home, given.host, given.port, "web")
    os.environ["GOODWORD_MODE"] = home.mode
    if "build_assets" in home.to_do():
        home.prepare(home.kind or SITE)
    if given.web > 1:
        return serve(home, given.host, given.port, lambda: None, given.web, 0)
    count_for_all(home)
    command = supervisor.python("goodword.cli.web", given.host, str(given.port))
    return os.execv(command[0], command)


def _given(name: str, arguments: list[str]) -> argparse.Namespace:
    options = parser(name)
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=port_number, default=PORT)
    options.add_argument("--web", type=process_count, default=os.environ.get("GOODWORD_WEB_PROCESSES") or "1")
    if name == "serve":
        options.add_argument(
            "--workers", type=process_count, default=os.environ.get("GOODWORD_WORKERS") or "1"
        )
    return options.parse_args(arguments)


def _check(home: Home, host: str, port: int, command: str) -> None:
    if home.kind == DEMO and not is_loopback(host):
        raise Stop(
            f"{home.path} holds the demonstration, which is served to this machine alone.\n"
            f"  For a real site use another home: ./goodword --home DIR {command} --host {host}"
        )
    if home.state.get("loading"):
        raise Stop(f"the demo community in {home.path} was not loaded to the end: run ./goodword demo first")
    if not os.environ.get("GOODWORD_SITE_URL"):
        if not is_loopback(host):
            raise Stop(
                "set GOODWORD_SITE_URL to the address people will use, as https://community.example.org"
            )
        shown = f"[{host}]" if ":" in host else host
        os.environ["GOODWORD_SITE_URL"] = f"http://{shown}:{port}"
    check_port(host, port, command)


def site_url() -> str:
    """The address people use."""
    return os.environ.get("GOODWORD_SITE_URL", f"http://127.0.0.1:{PORT}")


def count_for_all(home: Home) -> None:
    """Have the processes of this start add up their numbers for /metrics in a folder of the home."""
    folder = home.path / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def serve(home: Home, host: str, port: int, ready: Callable[[], None], web: int = 1, workers: int = 1) -> int:
    """Run web processes and workers until told to stop; `ready` is called once the site answers."""
    os.environ["GOODWORD_MODE"] = home.mode
    count_for_all(home)
    door = listen(host, port)
    children = _children(door, host, port, web, workers)

    def started(stop: threading.Event) -> None:
        for pause in (*[0.05] * 100, *[1.0] * 25):
            if answers(host, port):
                ready()
                return
            if stop.wait(pause):
                return
        print(
            "The site does not answer yet; what is said above may tell why, and ./goodword doctor.",
            flush=True,
        )

    number = home.path / "serve.pid"
    number.write_text(f"{os.getpid()}\n")
    try:
        return supervisor.Supervisor(children, say=lambda text: print(text, flush=True)).run(started)
    finally:
        number.unlink(missing_ok=True)
        door.close()


def _children(door: socket.socket, host: str, port: int, web: int, workers: int) -> list[supervisor.Child]:
    """The processes of a site. The web processes share one door, and so the queue in front of it."""
    most = int(os.environ.get("GOODWORD_PROCESS_MB") or GROWN_MB)
    servers = [
        supervisor.Child(
            "web server" if web == 1 else f"web server {number}",
            # The links of the site name it by its own address, whatever address it listens on.
            supervisor.python("goodword.cli.web", host, str(port)),
            environment={LISTEN: str(door.fileno())},
            handed=(door.fileno(),),
            most_mb=most,
        )
        for number in range(1, web + 1)
    ]
    return servers + [
        supervisor.Child(
            "worker" if workers == 1 else f"worker {number}",
            supervisor.python("goodword.cli.worker"),
            essential=False,
            # The workers wait, so that the pages have the processors while they start.
            due=time.monotonic() + 2,
            most_mb=most,
        )
        for number in range(1, workers + 1)
    ]


def answers(host: str, port: int, path: str = "/healthz") -> bool:
    """Whether the site answers 200 at `path`."""
    name = urlsplit(site_url()).netloc
    try:
        with socket.create_connection((host, port), timeout=2) as line:
            line.sendall(f"GET {path} HTTP/1.0\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode())
            return line.recv(64).split(b" ")[1:2] == [b"200"]
    except OSError:
        return False

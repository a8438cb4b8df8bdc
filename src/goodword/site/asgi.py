"""What the server runs: an asynchronous front, so that open streams never starve the pages behind it (docs/decisions)."""

import io
from collections.abc import Iterable
from typing import Any

from a2wsgi import WSGIMiddleware

from goodword.site.wsgi import application as pages  # first: it makes the house ready

# isort: split
from goodword.core.events import dispatch_beside, finish_dispatching
from goodword.site.live import front as live

wsgi: Any = pages
_bridge = WSGIMiddleware(wsgi, workers=8)
_leaving: list[bool] = []


async def application(scope: Any, receive: Any, send: Any) -> None:
    """The ASGI application: streams are held here, every other request goes to Django in one of the bridge's threads."""

    async def received() -> Any:
        # Granian's `receive` gives something to await that is no coroutine; the bridge reads bodies with coroutines only.
        return await receive()

    if scope["path"] == live.PATH:
        await live.application(scope, received, send)
    else:
        await _bridge(scope, received, _saying_goodbye(send) if _leaving else send)


def begin() -> None:
    """Before the door is opened. Raises RuntimeError where the house does not answer."""
    look_alive()
    dispatch_beside()


def look_alive() -> None:
    """Answer one request before the door is opened. Raises RuntimeError where the house does not answer."""
    said: list[str] = []

    def start(status: str, headers: Any, trouble: Any = None) -> Any:
        said.append(status)

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/healthz",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }
    body: Iterable[bytes] = wsgi(environ, start)
    b"".join(body)
    if said != ["200 OK"]:
        raise RuntimeError(f"the house does not answer: {said}")


def leave() -> None:
    """End the streams, and tell whoever keeps a line open that it is closed after the next answer."""
    _leaving.append(True)
    live.leave()


def end() -> None:
    """Wait for what goes on after the last answer."""
    finish_dispatching()


def _saying_goodbye(send: Any) -> Any:
    async def said(message: Any) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
        await send(message)

    return said

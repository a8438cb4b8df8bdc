"""What the server runs: an asynchronous front, so that open streams never starve the pages behind it (docs/decisions)."""

from typing import Any

from a2wsgi import WSGIMiddleware

from goodword.site.wsgi import application as pages

wsgi: Any = pages
_bridge = WSGIMiddleware(wsgi, workers=8)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """The ASGI application: every request goes to Django, in one of the bridge's threads."""

    async def received() -> Any:
        # Granian's `receive` gives something to await that is no coroutine; the bridge reads bodies with coroutines only.
        return await receive()

    await _bridge(scope, received, send)

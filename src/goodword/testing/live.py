"""`live_server`: the whole site in a thread, its styles and scripts built, for tests with a real browser.

pytest-django's own would serve static files by their plain names and media past our views; here the site's own
middleware serves them, as it does in production. The root conftest.py puts this one in its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The running server; `live_server.url` is its address."""
    from django.core.handlers.wsgi import WSGIHandler
    from pytest_django.live_server_helper import LiveServer

    from goodword.site.assets import ensure_assets

    ensure_assets()
    with django_db_blocker.unblock():
        server = LiveServer("127.0.0.1", start=False)
        thread: Any = server.thread
        thread.static_handler = lambda _: WSGIHandler()
        server.start()
    yield server
    server.stop()

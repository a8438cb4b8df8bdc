"""Processes tell each other that something happened, where there is Redis; without it they find out within a second."""

import logging
import threading
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache

log = logging.getLogger(__name__)
CHANNEL = "goodword:wake"
AGAIN = 2.0  # seconds after which a broken line is tried again
TIMEOUT = 5.0  # seconds


def wake_others() -> None:
    """Say that something was written. It is not waited for, and may be lost."""
    tell = getattr(cache, "wake_others", None)
    if tell is not None:
        tell()


def listen(heard: Callable[[], None], stop: threading.Event) -> None:
    """Call `heard` whenever another process says something, until `stop`; meant for a thread of its own."""
    import redis

    while settings.GOODWORD_REDIS_URL and not stop.is_set():
        try:
            with redis.Redis.from_url(
                settings.GOODWORD_REDIS_URL, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT
            ).pubsub(ignore_subscribe_messages=True) as line:
                line.subscribe(CHANNEL)
                while not stop.is_set():
                    if line.get_message(timeout=1.0):
                        heard()
        except (redis.exceptions.RedisError, OSError) as error:
            log.info("the line to Redis broke (%s)", type(error).__name__)
            stop.wait(AGAIN)

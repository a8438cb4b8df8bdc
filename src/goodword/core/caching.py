"""The cache in Redis (or Valkey), which may fail without anybody waiting for it (P-d).

Calls have a fifth of a second. After the first that fails the cache is left alone: every read finds nothing, every write is dropped,
and a thread of its own looks once a second whether Redis answers and takes writes again. Nothing is kept in it that must not be
lost: sessions, jobs and the limits of doors are in the database.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from goodword.core.waking import CHANNEL

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
TIMEOUT = 0.2  # seconds
LOOK_AGAIN = 1.0  # seconds
PROBE = "goodword:probe"


class Breaker:
    """Whether Redis is asked at all."""

    def __init__(self, probe: Callable[[], Any]) -> None:
        self._probe = probe
        self._lock = threading.Lock()
        self.closed = True

    def call(self, ask: Callable[[], Answer], otherwise: Answer) -> Answer:
        """What `ask` answers; `otherwise` where Redis does not."""
        if not self.closed:
            return otherwise
        try:
            return ask()
        except (RedisError, OSError) as error:
            self._open(error)
            return otherwise

    def _open(self, error: Exception) -> None:
        with self._lock:
            if not self.closed:
                return
            self.closed = False
        log.warning("Redis is left alone until it answers again (%s)", type(error).__name__)
        threading.Thread(target=self._look, name="redis-probe", daemon=True).start()

    def _look(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(LOOK_AGAIN)
            try:
                self._probe()
            except (RedisError, OSError):
                continue
            self.closed = True
            log.warning("Redis answers again")
            return


class GuardedRedis(RedisCache):
    """Django's cache in Redis behind a breaker that all threads of the process share."""

    breaker: Breaker | None = None

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {
            "socket_timeout": TIMEOUT,
            "socket_connect_timeout": TIMEOUT,
            "retry": Retry(NoBackoff(), 0),  # the library would try again, and somebody would wait
            **params.get("OPTIONS", {}),
        }
        super().__init__(server, {**params, "OPTIONS": options})
        if type(self).breaker is None:
            type(self).breaker = Breaker(lambda: RedisCache.set(self, PROBE, 1, 10))

    def _ask(self, otherwise: Any, name: str, *given: Any, **named: Any) -> Any:
        breaker = type(self).breaker
        assert breaker is not None
        return breaker.call(lambda: getattr(RedisCache, name)(self, *given, **named), otherwise)

    def add(self, *given: Any, **named: Any) -> Any:
        """False where Redis does not answer: nothing was added."""
        return self._ask(False, "add", *given, **named)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        """The default where Redis does not answer."""
        return self._ask(default, "get", key, default, version)

    def set(self, *given: Any, **named: Any) -> Any:
        """Dropped where Redis does not answer."""
        return self._ask(None, "set", *given, **named)

    def touch(self, *given: Any, **named: Any) -> Any:
        """False where Redis does not answer."""
        return self._ask(False, "touch", *given, **named)

    def delete(self, *given: Any, **named: Any) -> Any:
        """False where Redis does not answer."""
        return self._ask(False, "delete", *given, **named)

    def get_many(self, *given: Any, **named: Any) -> Any:
        """Nothing where Redis does not answer."""
        return self._ask({}, "get_many", *given, **named)

    def has_key(self, *given: Any, **named: Any) -> Any:
        """False where Redis does not answer."""
        return self._ask(False, "has_key", *given, **named)

    def incr(self, *given: Any, **named: Any) -> Any:
        """Raises ValueError, as for a key that is not there, where Redis does not answer."""
        found = self._ask(None, "incr", *given, **named)
        if found is None:
            raise ValueError("Redis does not answer")
        return found

    def set_many(self, data: Any, *given: Any, **named: Any) -> Any:
        """All keys failed where Redis does not answer."""
        return self._ask(list(data), "set_many", data, *given, **named)

    def delete_many(self, *given: Any, **named: Any) -> Any:
        """Dropped where Redis does not answer."""
        return self._ask(None, "delete_many", *given, **named)

    def clear(self) -> Any:
        """False where Redis does not answer."""
        return self._ask(False, "clear")

    def wake_others(self) -> None:
        """Say to the other processes of the site that something happened."""
        breaker = type(self).breaker
        assert breaker is not None
        breaker.call(lambda: self._cache.get_client(None, write=True).publish(CHANNEL, ""), 0)

"""Limits per key and time, the same for every process of the site.

`check` counts in the database, so a door stays guarded when a cache is emptied, and stays shut when nothing can be counted.
`check_reading` counts in the cache and lets through when that does not answer: what only reads is never written down.

Call both before the transaction of a verb begins: a refusal inside would take its own count back.
"""

import logging
import math
from dataclasses import dataclass

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from goodword.core import clock
from goodword.core.errors import TooSoon
from goodword.core.models import Limit

log = logging.getLogger(__name__)
_COUNT = """
INSERT INTO core_limit (name, used, ends_at) VALUES (%s, 1, %s)
ON CONFLICT (name) DO UPDATE SET
    used = CASE WHEN core_limit.ends_at <= %s THEN 1 ELSE core_limit.used + 1 END,
    ends_at = CASE WHEN core_limit.ends_at <= %s THEN excluded.ends_at ELSE core_limit.ends_at END
RETURNING used, ends_at
"""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a limit: how many uses it allows, how many remain, and in how many seconds it begins anew."""

    limit: int
    remaining: int
    reset_after: int


def check(key: str, *, limit: int, seconds: int) -> Allowance:
    """Count one use of `key` in a window of `seconds` that its first use begins; returns what is left.

    Raises TooSoon beyond `limit`, with the time to wait (`retry_after`), and also when nothing can be counted.
    """
    now = int(clock.now().timestamp() * 1000)
    try:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [_name(key), now + seconds * 1000, now, now])
            used, ends_at = cursor.fetchone()
    except DatabaseError as error:
        raise TooSoon(
            _("This door cannot be opened just now. Please try again in a minute."), retry_after=60
        ) from error
    return _judged(used, limit, max(1, math.ceil((ends_at - now) / 1000)))


def check_reading(key: str, *, limit: int, seconds: int) -> Allowance:
    """The same for what only reads: counted in the cache, which may forget, and let through where it does not answer."""
    try:
        used = _used(_name(key), seconds)
    except OSError as error:
        log.warning("a limit of reading was not counted: %s", type(error).__name__)
        return Allowance(limit, limit, seconds)
    return _judged(used, limit, seconds)


def give_back(key: str) -> None:
    """Take one use of `key` back: it turned out to be none, as a sign-in that succeeded."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_limit SET used = used - 1 WHERE name = %s AND used > 0", [_name(key)])


def forget_ended() -> int:
    """Drop what limits nothing any more. Returns how many rows went."""
    return Limit.objects.filter(ends_at__lte=int(clock.now().timestamp() * 1000)).delete()[0]


def _judged(used: int, limit: int, wait: int) -> Allowance:
    if used > limit:
        raise TooSoon(_("That was often in a short time. Please try again a little later."), retry_after=wait)
    return Allowance(limit, limit - used, wait)


def _used(name: str, seconds: int) -> int:
    """Count one use in the cache and return how many there were in this window."""
    if cache.add(name, 1, timeout=seconds):
        return 1
    try:
        return cache.incr(name)
    except ValueError:  # the window ended between the two calls
        cache.set(name, 1, timeout=seconds)
        return 1


def _name(key: str) -> str:
    """Keys may hold addresses: what is stored is a digest that only this site can make."""
    return salted_hmac("goodword.ratelimit", key, algorithm="sha256").hexdigest()

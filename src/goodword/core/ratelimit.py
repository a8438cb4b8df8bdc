"""Limits per key and time. Doors that must not be forced (sign-in) fail closed; reading is never limited here."""

from contextlib import suppress

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from goodword.core.errors import TooSoon


def check(key: str, *, limit: int, seconds: int) -> None:
    """Count one use of `key` in the present window of `seconds`; raises TooSoon beyond `limit`, with the time to wait."""
    try:
        used = _used(_name(key), seconds)
    except Exception as error:  # whatever is wrong with the cache: a door that cannot count stays shut
        raise TooSoon(
            _("This door cannot be opened just now. Please try again in a minute."), retry_after=60
        ) from error
    if used > limit:
        raise TooSoon(
            _("That was often in a short time. Please try again a little later."), retry_after=seconds
        )


def give_back(key: str) -> None:
    """Take one use of `key` back: it turned out to be none, as a sign-in that succeeded."""
    with suppress(ValueError):  # the window has ended: nothing to take back
        cache.decr(_name(key))


def _used(name: str, seconds: int) -> int:
    """Count one use and return how many there were in this window."""
    if cache.add(name, 1, timeout=seconds):
        return 1
    try:
        return cache.incr(name)
    except ValueError:  # the window ended between the two calls
        cache.set(name, 1, timeout=seconds)
        return 1


def _name(key: str) -> str:
    """Keys may hold addresses: the cache sees a digest."""
    return f"limit:{salted_hmac('goodword.ratelimit', key).hexdigest()}"

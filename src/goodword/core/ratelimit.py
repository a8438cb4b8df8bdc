"""Limits per key and time. Doors that must not be forced (sign-in) fail closed; reading is never limited here."""

from django.core.cache import cache
from django.utils.translation import gettext as _

from goodword.core.errors import TooSoon


def check(key: str, *, limit: int, seconds: int) -> None:
    """Count one use of `key` in the present window of `seconds`; raises TooSoon beyond `limit`, with the time to wait."""
    name = f"limit:{key}"
    if cache.add(name, 1, timeout=seconds):
        return
    try:
        used = cache.incr(name)
    except ValueError:  # the window ended between the two calls
        cache.set(name, 1, timeout=seconds)
        return
    if used > limit:
        raise TooSoon(
            _("That was often in a short time. Please try again a little later."), retry_after=seconds
        )

"""Parts of pages kept under everything they were made from.

A part is a function of what it is given. Where the rows a part shows, the language and the day are its key, it cannot be stale:
another row is another key. (Many long rows stand in a key by their digest of 64 bits, beside the id of what they are of.) What may be
shown was asked before the key was known (law 4). Bounded in bytes, in each process.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST_BYTES = 12_000_000
_BESIDE = 800  # bytes of a key beside its part
_parts: OrderedDict[Hashable, SafeString] = OrderedDict()
_lock = Lock()
_bytes = 0


def kept(key: Hashable, make: Callable[[], str]) -> SafeString:
    """The part of this key, made where it is not there. Language, zone and year of the pages are added to the key."""
    global _bytes
    now = timezone.localtime()
    whole = (get_language(), now.tzname(), now.year, key)
    with _lock:
        found = _parts.get(whole)
        if found is not None:
            _parts.move_to_end(whole)
            return found
    made = SafeString(make())
    with _lock:
        if whole not in _parts:
            _parts[whole] = made
            _bytes += len(made) + _BESIDE
        while _bytes > MOST_BYTES:
            _bytes -= len(_parts.popitem(last=False)[1]) + _BESIDE
    return made


def forget() -> None:
    """Make all parts anew (between tests)."""
    global _bytes
    with _lock:
        _parts.clear()
        _bytes = 0

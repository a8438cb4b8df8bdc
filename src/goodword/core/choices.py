"""What was chosen lately to be offered, such as what is like a text: choosing costs much, and the same choice serves for a minute.

Only ids and scores are remembered here. Whoever is shown them asks the gate each time (law 4).
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")
SECONDS = 60.0
MOST = 2_000
_chosen: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
_lock = Lock()


def lately(key: Hashable, choose: Callable[[], T]) -> T:
    """What `choose` gave for this key within the last minute, else what it gives now."""
    now = time.monotonic()
    with _lock:
        at, found = _chosen.get(key, (0.0, None))
    if found is not None and now - at < SECONDS:
        return found
    made = choose()
    with _lock:
        _chosen[key] = (now, made)
        _chosen.move_to_end(key)
        while len(_chosen) > MOST:
            _chosen.popitem(last=False)
    return made


def forget() -> None:
    """Choose anew (between tests)."""
    with _lock:
        _chosen.clear()

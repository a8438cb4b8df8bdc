"""Site settings: what an owner changes on the desk. Each is declared with a type, a default and a meaning."""

import time
from dataclasses import dataclass
from typing import Any

from goodword.core import clock
from goodword.core.errors import Invalid
from goodword.core.models import Setting

FRESH_FOR = 1.0  # seconds a process may show a setting that another process has just changed
_declared: dict[str, "Declared"] = {}
_seen: dict[str, Any] = {}
_read_at = 0.0
_stamp = 0


@dataclass(frozen=True)
class Declared:
    """One setting: its key, its type, what holds until somebody changes it, and what it means."""

    key: str
    type: type
    default: Any
    meaning: str


def declare(key: str, type: type, default: Any, meaning: str) -> None:
    """Declare a site setting; called by the `registry` module of a room."""
    _declared[key] = Declared(key, type, default, meaning)


def declared() -> list[Declared]:
    """All settings by key."""
    return [_declared[key] for key in sorted(_declared)]


def site_setting(key: str) -> Any:
    """The present value of a declared setting. Raises KeyError on one that nobody declared."""
    declaration = _declared[key]
    return _values().get(key, declaration.default)


def settings_stamp() -> int:
    """A number that this process changes when any setting has changed: for what was rendered from settings."""
    _values()
    return _stamp


def change_setting(key: str, value: Any) -> None:
    """Store a value. Raises Invalid on a wrong type."""
    if not isinstance(value, _declared[key].type):
        raise Invalid(f"{key}: {_declared[key].type.__name__}", field=key)
    Setting.objects.update_or_create(key=key, defaults={"value": value, "changed_at": clock.now()})
    forget()


def forget() -> None:
    """Read again at the next question (after a change, and between tests)."""
    global _read_at
    _read_at = 0.0


def _values() -> dict[str, Any]:
    global _seen, _read_at, _stamp
    if not _read_at or time.monotonic() - _read_at > FRESH_FOR:
        present = dict(Setting.objects.values_list("key", "value"))
        if present != _seen:
            _seen, _stamp = present, _stamp + 1
        _read_at = time.monotonic()
    return _seen

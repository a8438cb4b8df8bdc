"""The public log, append-only (law 3). A decision holds a NOT NULL foreign key down to its Leaf, so that none exists without one.

A line is canonical JSON: sorted keys, no spaces, UTF-8, integers and strings only. What is personal enters only as a commitment,
HMAC-SHA256(salt, canon([name, value])) with a fresh 32-byte salt, whose opening is kept apart. Tree and signature
are added by a later release; the lines do not change for it.
"""

import hashlib
import hmac
import json
import secrets
from datetime import UTC
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from goodword.core import clock
from goodword.core.models import Leaf, Opening

VERSION = 1
LOCK = 0x600D3081D  # the advisory lock that makes sequence numbers dense on PostgreSQL


def canonical(value: Any) -> str:
    """`value` as one line of canonical JSON. Raises TypeError on anything but objects, lists, strings and integers."""
    _check(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def commitment(salt: bytes, name: str, value: str) -> str:
    """The hex commitment to one named value."""
    return hmac.new(salt, canonical([name, value]).encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def append(kind: str, public: dict[str, Any], committed: dict[str, str] | None = None) -> Leaf:
    """Append one line and return its Leaf.

    kind: "decision", "redaction" … public: what everybody may read. committed: personal values, named; only their commitments
    are published.
    """
    _lock()
    last = Leaf.objects.aggregate(last=Max("seq"))["last"]
    seq = 0 if last is None else last + 1
    at = clock.now().astimezone(UTC).replace(microsecond=0)
    salts = {name: secrets.token_bytes(32) for name in committed or {}}
    line = {
        **public,
        "v": VERSION,
        "seq": seq,
        "kind": kind,
        "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "c": {name: commitment(salt, name, (committed or {})[name]) for name, salt in salts.items()},
    }
    leaf = Leaf.objects.create(seq=seq, kind=kind, line=canonical(line), at=at)
    Opening.objects.bulk_create(
        Opening(leaf=leaf, field=name, salt=salt, value=(committed or {})[name])
        for name, salt in salts.items()
    )
    return leaf


def _lock() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _check(value: Any) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError("keys of a log line are strings")
            _check(inner)
    elif isinstance(value, list):
        for inner in value:
            _check(inner)
    elif isinstance(value, bool) or not isinstance(value, (str, int)):
        raise TypeError(f"a log line holds strings and integers, not {type(value).__name__}")

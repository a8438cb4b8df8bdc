"""`Idempotency-Key`: a program that got no answer asks again, and what it asked for is done once.

The answer is written in the transaction that did the work, so after a crash both are there or neither. A refusal keeps nothing:
a corrected request may come with the same key.
"""

import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from goodword.connect.api.access import token_of
from goodword.connect.models import ApiToken, KeptAnswer
from goodword.core import clock
from goodword.core.errors import Conflict, Invalid

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[!-~]{1,255}")
_working: set[tuple[int, str]] = set()  # what this process is doing at this moment
_gate = threading.Lock()


def once(request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of `make`, which writes; for a key that was answered before, that answer again and nothing is written.

    Raises Invalid (422) on the same key for another request, Conflict (409) while the first one is still being worked on.
    """
    key = request.headers.get(HEADER)
    if key is None:
        with transaction.atomic():
            return make()
    if not _KEY.fullmatch(key):
        raise Invalid(_("A key is 1 to 255 plain characters, without spaces."), field=HEADER)
    token, digest = token_of(request), _digest(request)
    with _alone(token, key), transaction.atomic():
        _alone_everywhere(token, key)
        kept = KeptAnswer.objects.filter(token=token, key=key).first()
        if kept is not None:
            return _again(kept, digest)
        row = KeptAnswer.objects.create(token=token, key=key, digest=digest, at=clock.now())
        answer = make()
        row.status, row.body = answer.status_code, answer.content.decode()
        row.location = answer.headers.get("Location", "")
        row.save(update_fields=["status", "body", "location"])
    return answer


def _again(kept: KeptAnswer, digest: str) -> HttpResponse:
    if kept.digest != digest:
        raise Invalid(_("This key came with another request before. Take a new one."), field=HEADER)
    answer = HttpResponse(kept.body, status=kept.status, content_type="application/json")
    if kept.location:
        answer.headers["Location"] = kept.location
    answer.headers["Idempotent-Replayed"] = "true"
    return answer


def _digest(request: HttpRequest) -> str:
    said = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hashlib.sha256(said).hexdigest()


@contextmanager
def _alone(token: ApiToken, key: str) -> Iterator[None]:
    """One request at a time with this key, as far as this process sees. Raises Conflict."""
    mine = (token.pk, key)
    with _gate:
        if mine in _working:
            raise _busy()
        _working.add(mine)
    try:
        yield
    finally:
        with _gate:
            _working.discard(mine)


def _alone_everywhere(token: ApiToken, key: str) -> None:
    """The same for all processes on PostgreSQL. On SQLite the second waits for the write lock and then finds the first one's answer."""
    if connection.vendor != "postgresql":
        return
    number = int.from_bytes(hashlib.sha256(f"{token.pk}:{key}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise _busy()


def _busy() -> Conflict:
    return Conflict(
        _("The first request with this key is still being worked on. Ask again in a moment."), retry_after=1
    )

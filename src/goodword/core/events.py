"""Events: a verb publishes one in its transaction; whoever listens hears it after commit, at least once.

The EventRecord is the outbox. Subscribers run right after the commit; what a crash left undispatched, `sweep` sends again.
Subscribers must therefore be idempotent. Events carry ids and plain values, never a secret or a sentence somebody wrote.
"""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.db import close_old_connections, connection, transaction

from goodword.core import clock, waking
from goodword.core.models import EventRecord

log = logging.getLogger(__name__)
_beside: ThreadPoolExecutor | None = None
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)
_record: ContextVar[int | None] = ContextVar("record", default=None)
_classes: dict[str, type["Event"]] = {}
_subscribers: list[tuple[type["Event"], Callable[[Any], None], bool]] = []
# A subscriber of several events takes their union, which no one callable type says.
Subscriber = TypeVar("Subscriber", bound=Callable[..., None])


@dataclass(frozen=True, kw_only=True)
class Event:
    """The base of all events. A subclass is a frozen dataclass in the past tense; its docstring is its public documentation."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        _classes[cls.name()] = cls

    @classmethod
    def name(cls) -> str:
        """`room.ClassName`, as stored in the outbox and sent to webhooks."""
        return f"{cls.__module__.split('.')[1]}.{cls.__name__}"


def classes() -> dict[str, type[Event]]:
    """All events of the house by name."""
    return dict(_classes)


def on(event: type[Event], *, later: bool = False) -> Callable[[Subscriber], Subscriber]:
    """Subscribe a function to an event class or a base class. later=True runs it as a job of the worker."""

    def subscribe(function: Subscriber) -> Subscriber:
        _subscribers.append((event, function, later))
        return function

    return subscribe


@contextmanager
def quietly() -> Iterator[None]:
    """Within: events are marked quiet, so that an import or the demo raises no notice and no mail."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def is_quiet() -> bool:
    """Whether what happens now is to be told to nobody."""
    return _quiet.get()


def record_id() -> int:
    """Within a subscriber: the row of the outbox it is told of, the same at each repetition. Raises LookupError elsewhere."""
    number = _record.get()
    if number is None:
        raise LookupError("no event is being told")
    return number


def publish(event: Event) -> None:
    """Write `event` to the outbox; it is dispatched after the commit. Must be called inside a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{event.name()} published outside a transaction")
    record = EventRecord.objects.create(
        name=event.name(), payload=asdict(event), at=clock.now(), quiet=_quiet.get()
    )
    pending = connection.__dict__.setdefault("goodword_pending_events", [])
    pending.append(record.pk)
    after_commit(_dispatch_pending)


def after_commit(function: Callable[[], None]) -> None:
    """Run `function` once the present transaction is on disk."""
    transaction.on_commit(function)


def sweep(older_than: timedelta = timedelta(seconds=60), limit: int = 200) -> int:
    """Dispatch what a crash left behind. Returns how many records were taken up."""
    waiting = EventRecord.objects.filter(dispatched_at__isnull=True, at__lt=clock.now() - older_than)
    ids = list(waiting.order_by("id").values_list("id", flat=True)[:limit])
    _dispatch(ids)
    return len(ids)


def dispatch_beside() -> None:
    """From now on this process dispatches in a thread of its own: an answer waits for the deed, not for those who hear of it.

    What the thread has not done when the process ends is in the outbox, and swept up.
    """
    global _beside
    _beside = _beside or ThreadPoolExecutor(1, "events")


def finish_dispatching() -> None:
    """Wait until the thread has told all that was written so far: the process is about to end."""
    if _beside is not None:
        _beside.shutdown(wait=True)


def _dispatch_pending() -> None:
    pending = connection.__dict__.get("goodword_pending_events", [])
    ids, pending[:] = list(pending), []
    if _beside is None:
        _dispatch(ids)
        waking.wake_others()
    elif ids:
        _beside.submit(_dispatch_in_thread, ids)


def _dispatch_in_thread(ids: list[int]) -> None:
    try:
        _dispatch(ids)
        waking.wake_others()
    except Exception:
        log.exception("events %s wait for the sweeper", ids)
    finally:
        close_old_connections()


@contextmanager
def _not_awaited() -> Iterator[None]:
    """A transaction that need not be on disk when it ends: if the power fails, the outbox still holds what it did."""
    sqlite = connection.vendor == "sqlite" and not connection.in_atomic_block
    if sqlite:
        _run("PRAGMA synchronous=NORMAL")
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                _run("SET LOCAL synchronous_commit TO off")
            yield
    finally:
        if sqlite:
            _run("PRAGMA synchronous=FULL")


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _dispatch(ids: list[int]) -> None:
    if not ids:
        return
    with _not_awaited():
        records = EventRecord.objects.filter(id__in=ids, dispatched_at__isnull=True).order_by("id")
        done = [record.pk for record in records if _deliver(record)]
        EventRecord.objects.filter(id__in=done).update(dispatched_at=clock.now())


def _deliver(record: EventRecord) -> bool:
    """Run the subscribers of one record. False when one failed: the sweeper comes back to it."""
    event = _classes[record.name](**record.payload)
    token, number = _quiet.set(record.quiet), _record.set(record.pk)
    try:
        for base, function, later in _subscribers:
            if isinstance(event, base):
                with transaction.atomic():
                    _enqueue(function, record) if later else function(event)
    except Exception:
        log.exception("subscriber failed on %s %s", record.name, record.pk)
        return False
    finally:
        _quiet.reset(token)
        _record.reset(number)
    return True


def _enqueue(function: Callable[[Any], None], record: EventRecord) -> None:
    from goodword.core.housekeeping import run_subscriber  # its task is built once the models are loaded

    run_subscriber.enqueue(f"{function.__module__}:{function.__name__}", record.pk)


def run_later(path: str, record_id: int) -> None:
    """Run one late subscriber for one record (called by the worker)."""
    record = EventRecord.objects.get(pk=record_id)
    event = _classes[record.name](**record.payload)
    token, number = _quiet.set(record.quiet), _record.set(record.pk)
    try:
        for base, function, _later in _subscribers:
            if f"{function.__module__}:{function.__name__}" == path and isinstance(event, base):
                function(event)
    finally:
        _quiet.reset(token)
        _record.reset(number)

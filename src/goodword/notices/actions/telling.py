"""The one way to tell somebody something. On the page it is there half a minute later; the channels are planned then."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from goodword.core import clock, events
from goodword.core.gate import Ref
from goodword.notices import deliveries
from goodword.notices.models import Notice

TAKE_BACK = timedelta(seconds=30)  # a writer may take a text back before anybody is told of it


@transaction.atomic
def notify(
    person_ids: Iterable[int],
    kind: str,
    about: Ref,
    *,
    cause: str,
    actor_id: int | None = None,
    facts: dict[str, Any] | None = None,
    thread: Ref | None = None,
    at: datetime | None = None,
) -> None:
    """Tell persons once that something happened; nobody is told of their own doing, and nothing during an import.

    kind: a registered kind of notice (notices.texts). cause: what makes it one and the same, such as "reply:12". thread: the
    conversation it belongs to; a mail holds what belongs together. at: when it happened, where that was not now.
    """
    if events.is_quiet():
        return
    visible_from = (at or clock.now()) + TAKE_BACK
    rows = [
        Notice(
            person_id=person_id,
            kind=kind,
            about_kind=about.kind,
            about_id=about.id,
            actor_id=actor_id,
            facts=facts or {},
            cause=f"{kind}:{cause}"[:120],
            thread=f"{thread.kind}:{thread.id}" if thread else "",
            visible_from=visible_from,
        )
        for person_id in set(person_ids) - {actor_id}
    ]
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        deliveries.deliver_from(visible_from)


@transaction.atomic
def mark_read(person_id: int, ids: Iterable[int] | None = None) -> int:
    """Mark notices of a person as read (all that are visible, or the given ones). Returns how many were unread."""
    mine = Notice.objects.filter(person_id=person_id, read_at__isnull=True, visible_from__lte=clock.now())
    if ids is not None:
        mine = mine.filter(id__in=list(ids))
    return mine.update(read_at=clock.now())


@transaction.atomic
def take_back(kind: str, *, cause: str, person_id: int | None = None) -> int:
    """Take the notices of one cause back, read or not: what they say is no longer so (law 7). Returns how many went."""
    rows = Notice.objects.filter(kind=kind, cause=f"{kind}:{cause}"[:120])
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    return rows.delete()[1].get("notices.Notice", 0)

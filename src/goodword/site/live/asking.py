"""What the open lines ask of the database. Each function is called in the one thread of the hub, never in its loop."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connection
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext, ngettext

from goodword.conversations.queries.live import replies_since
from goodword.core import clock
from goodword.core.models import EventRecord
from goodword.core.viewer import Viewer
from goodword.notices.models import Notice
from goodword.notices.queries import unread_count
from goodword.people.queries import viewer_of

Answer = TypeVar("Answer")
AT_ONCE = 500  # events looked at in one go; whatever an import adds beyond them concerns no open page


@dataclass(frozen=True)
class Asked:
    """What one line wants to know: whose session, and which topic since when (0: none)."""

    session: str
    gpc: bool = False
    language: str = "en"
    topic: int = 0
    since: float = 0.0


def in_thread(question: Callable[..., Answer], *given: Any) -> Answer:
    """Ask, and give the connection back to its pool; on SQLite the thread keeps its one."""
    try:
        return question(*given)
    except Exception:
        connection.close()
        raise
    finally:
        if connection.vendor != "sqlite":
            connection.close()


def viewer_behind(asked: Asked) -> Viewer | None:
    """Who this session belongs to now; None when it ended, or its person may not be signed in any more."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(asked.session)
    viewer = viewer_of(get_user(request), gpc=asked.gpc)
    return viewer if viewer.signed_in else None


def news_for(asked: Asked) -> tuple[int, dict[str, Any]] | None:
    """The person and what their line should say now, in their words; None when the line is to be closed.

    Whoever is just looking hears of their own notices and of nothing else (law 5).
    """
    viewer = viewer_behind(asked)
    if viewer is None:
        return None
    with translation.override(asked.language):
        unread = unread_count(viewer)
        said: dict[str, Any] = {
            "unread": unread,
            "bell": ngettext("Notices, %(n)s new", "Notices, %(n)s new", unread) % {"n": unread},
        }
        if asked.topic and not viewer.just_looking:
            since = datetime.fromtimestamp(asked.since, UTC)
            replies = replies_since(asked.topic, since, viewer)
            words = ngettext("%(n)s new reply", "%(n)s new replies", replies) % {"n": replies}
            said |= {"replies": replies, "words": words, "show": gettext("Show")}
    return viewer.id, said


def last_event() -> int:
    """The number of the newest event."""
    return EventRecord.objects.order_by("-id").values_list("id", flat=True).first() or 0


def events_after(number: int) -> list[tuple[int, int]]:
    """The number and the topic (0: none) of the events after that one."""
    rows = EventRecord.objects.filter(id__gt=number).order_by("id").values_list("id", "payload")[:AT_ONCE]
    return [(id_, topic if isinstance(topic := payload.get("topic_id"), int) else 0) for id_, payload in rows]


def marks(person_ids: Iterable[int]) -> dict[int, str]:
    """For each of these persons a mark that changes when a notice comes, is read, or is taken back."""
    unread = Notice.objects.filter(
        person_id__in=list(person_ids), read_at__isnull=True, visible_from__lte=clock.now()
    )
    found: dict[int, str] = {}
    for person, notice in unread.order_by("person_id", "id").values_list("person_id", "id"):
        found[person] = f"{found.get(person, '')},{notice}"
    return found

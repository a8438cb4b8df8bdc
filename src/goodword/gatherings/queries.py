"""Reads of the gatherings room."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from goodword.core import clock
from goodword.core.viewer import Viewer
from goodword.gatherings.models import Event


def visible_events(viewer: Viewer) -> QuerySet[Event]:
    """All occasions are public; the gate is asked all the same, since later ones are not."""
    return Event.objects.select_related("host", "host__picture")


def coming_up(viewer: Viewer, limit: int = 3) -> list[Event]:
    """The next occasions that are not over, soonest first; cancelled ones stay, marked."""
    return list(visible_events(viewer).filter(ends_at__gt=clock.now()).order_by("begins_at", "id")[:limit])


def gone_by(viewer: Viewer) -> QuerySet[Event]:
    """Occasions that are over."""
    return visible_events(viewer).filter(ends_at__lte=clock.now())


def local(event: Event) -> tuple[datetime, datetime]:
    """Begin and end in the event's own zone."""
    zone = ZoneInfo(event.zone)
    return event.begins_at.astimezone(zone), event.ends_at.astimezone(zone)


def markup(event: Event, url: str, organizer: str) -> dict[str, Any]:
    """schema.org Event of what the page shows."""
    begins, ends = local(event)
    status = "EventCancelled" if event.cancelled_at else "EventScheduled"
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "startDate": begins.isoformat(),
        "endDate": ends.isoformat(),
        "eventStatus": f"https://schema.org/{status}",
        "location": {"@type": "Place", "name": event.place},
        "organizer": {"@type": "Organization", "name": organizer},
        "url": url,
    }

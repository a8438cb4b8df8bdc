"""The verbs of the gatherings room."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils.translation import gettext as _

from goodword.core import clock
from goodword.core.errors import Invalid, NotAllowed
from goodword.core.events import publish
from goodword.core.text import clean_line, clean_text, render_markdown
from goodword.gatherings import policy
from goodword.gatherings.events import OccasionAnnounced, OccasionCancelled, OccasionChanged
from goodword.gatherings.models import Event
from goodword.people.models import Person
from goodword.people.queries import viewer_of


@transaction.atomic
def announce_event(
    *,
    by: Person,
    title: str,
    begins_at: datetime,
    lasts: timedelta,
    zone: str,
    place: str,
    body: str = "",
    host: Person | None = None,
    at: datetime | None = None,
) -> Event:
    """Announce an occasion. `begins_at` is aware; `zone` is the IANA name it is shown in. Raises NotAllowed, Invalid."""
    _check_may(by)
    event = Event(
        host=host, created_at=at or clock.now(), **_facts(title, begins_at, lasts, zone, place, body)
    )
    event.save()
    publish(OccasionAnnounced(occasion_id=event.pk, by_id=by.pk))
    return event


@transaction.atomic
def change_event(
    event: Event,
    *,
    by: Person,
    title: str,
    begins_at: datetime,
    lasts: timedelta,
    zone: str,
    place: str,
    body: str,
) -> Event:
    """Change what was announced. Raises NotAllowed, Invalid."""
    _check_may(by)
    facts = _facts(title, begins_at, lasts, zone, place, body)
    for name, value in facts.items():
        setattr(event, name, value)
    event.save(update_fields=list(facts))
    publish(OccasionChanged(occasion_id=event.pk, by_id=by.pk))
    return event


@transaction.atomic
def cancel_event(event: Event, *, by: Person, because: str, at: datetime | None = None) -> Event:
    """Call an occasion off; it stays on its page with the reason. Raises NotAllowed, Invalid (no reason)."""
    _check_may(by)
    if not because.strip():
        raise Invalid(_("Say why it does not take place."), field="because")
    event.cancelled_at = event.cancelled_at or at or clock.now()
    event.cancelled_because = clean_line(because, 300)
    event.save(update_fields=["cancelled_at", "cancelled_because"])
    publish(OccasionCancelled(occasion_id=event.pk, by_id=by.pk))
    return event


def _check_may(by: Person) -> None:
    if not policy.can_edit_events(viewer_of(by)):
        raise NotAllowed(_("Hosts and owners announce events."))


def _facts(
    title: str, begins_at: datetime, lasts: timedelta, zone: str, place: str, body: str
) -> dict[str, object]:
    """Cleaned columns of an event."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Invalid(_("There is no time zone of this name."), field="zone") from error
    if lasts <= timedelta(0) or lasts > timedelta(days=14):
        raise Invalid(_("It must end after it begins, within two weeks."), field="minutes")
    if not clean_line(title) or not clean_line(place):
        raise Invalid(_("An event needs a title and a place."), field="title")
    words = clean_text(body)
    return {
        "title": clean_line(title),
        "place": clean_line(place),
        "zone": zone,
        "begins_at": begins_at,
        "ends_at": begins_at + lasts,
        "body": words,
        "body_html": render_markdown(words),
    }

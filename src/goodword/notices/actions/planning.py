"""From what happened to what goes out: which channels carry a notice, when it is due, and which message it travels in.

Two steps, each in small transactions, so that either may be cut off anywhere and taken up again: `plan` gives each notice one item a
channel (the database allows no second), `gather` puts what is due into messages. Nothing is worded here; that is done when it is sent.
"""

import logging
import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Min, QuerySet

from goodword.core import clock
from goodword.notices import policy, texts
from goodword.notices.channels import Channel, channels
from goodword.notices.habits import Habits, habits_of
from goodword.notices.models import Item, Notice, Outgoing, Pace
from goodword.notices.policy import DIGESTS, SORTS
from goodword.people.models import Person

log = logging.getLogger(__name__)
AT_A_TIME = 200  # notices planned, or persons whose items are gathered, in one go
SEVERAL = 3  # conversations at one moment; more of them share one mail
Form = Outgoing.Form


@transaction.atomic
def plan() -> int:
    """Give notices that can be seen by now their items. Returns how many notices were planned."""
    now = clock.now()
    waiting = Notice.objects.filter(planned_at__isnull=True, visible_from__lte=now).order_by("visible_from")
    notices = list(_locked(waiting)[:AT_A_TIME])
    persons = list(Person.objects.filter(pk__in={notice.person_id for notice in notices}))
    habits = habits_of(persons)
    for channel in channels():
        shut = channel.unreachable([one for one in persons if one.state == Person.State.ACTIVE])
        items = [
            item
            for notice in notices
            if (item := _item(notice, channel, habits.get(notice.person_id), shut)) is not None
        ]
        Item.objects.bulk_create(items, ignore_conflicts=True)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(planned_at=now)
    return len(notices)


def gather() -> int:
    """Put what is due into messages, person after person. Returns for how many persons there was something to do."""
    now = clock.now()
    due = _open_items().filter(due_at__lte=now)
    pairs = due.values_list("person_id", "channel").annotate(first=Min("due_at")).order_by("first")
    todo = list(pairs[:AT_A_TIME])
    persons = Person.objects.in_bulk({person_id for person_id, _channel, _first in todo})
    habits = habits_of(list(persons.values()))
    for person_id, channel, _first in todo:
        try:
            with transaction.atomic():
                _gather_for(habits[person_id], channel, now)
        except (
            IntegrityError
        ):  # another worker made today's digest in the same moment: the next round sees it
            log.info("the digest of person %s was made elsewhere", person_id)
    return len(todo)


@transaction.atomic
def replan(person: Person) -> None:
    """Plan anew what waits for a person who has just chosen otherwise; what is already in a message is asked when it is sent."""
    now, habits = clock.now(), habits_of([person])[person.pk]
    by_key = {channel.key: channel for channel in channels()}
    for item in _open_items().filter(person=person, channel__in=by_key).select_related("notice"):
        pace = habits.pace(by_key[item.channel], texts.sort_of(item.notice.kind))
        if pace == Pace.NEVER:
            Item.objects.filter(pk=item.pk).update(dropped="unsubscribed")
        elif pace != item.pace or pace in DIGESTS:
            Item.objects.filter(pk=item.pk).update(pace=pace, due_at=habits.due(pace, now))


def _item(notice: Notice, channel: Channel, habits: Habits | None, shut: dict[int, str]) -> Item | None:
    """One notice on one channel; None where its reader wants it nowhere but on the page."""
    if habits is None or habits.person.state != Person.State.ACTIVE or notice.read_at is not None:
        return None
    sort = texts.sort_of(notice.kind)
    pace = habits.pace(channel, sort)
    dropped = ""
    if pace == Pace.NEVER:
        if not habits.person.just_looking or SORTS[sort].under_badge or not channel.expected:
            return None
        dropped = "just_looking"
    elif notice.person_id in shut:
        if not channel.expected:
            return None
        dropped = "unreachable"
    seen = notice.visible_from  # a worker that was away plans late, and what was due meanwhile is due now
    due = seen if texts.is_urgent(notice.kind) else habits.due(pace, seen)
    return Item(
        notice=notice, person_id=notice.person_id, channel=channel.key, pace=pace, due_at=due, dropped=dropped
    )


def _gather_for(habits: Habits, channel: str, now: datetime) -> None:
    """Messages for one person on one channel out of what is due, unless they sleep or had enough today."""
    waiting = list(
        _locked(_open_items().filter(person=habits.person, channel=channel))
        .select_related("notice").order_by("due_at", "id")
    )  # fmt: skip
    due = [item for item in waiting if item.due_at <= now]
    urgent = [item for item in due if texts.is_urgent(item.notice.kind)]
    calm = [item for item in due if item not in urgent]
    _messages(habits.person, channel, urgent, [], now, most=SEVERAL)
    if calm and (until := habits.quiet_until(now)):
        _put_off(calm, until)
    elif calm:
        _digest(habits, channel, [item for item in calm if item.pace in DIGESTS], now)
        calm = [item for item in calm if item.pace not in DIGESTS]
        room = habits.rhythm.most_a_day - _sent_today(habits, channel, now)
        if room > 0:
            bundled = [item for item in waiting if item.pace == Pace.BUNDLED]
            _messages(habits.person, channel, calm, bundled, now, most=min(room, SEVERAL))
        else:
            _put_off(calm, habits.tomorrow(now), pace=Pace.BUNDLED)


def _messages(
    person: Person, channel: str, due: list[Item], bundled: list[Item], now: datetime, *, most: int
) -> None:
    """A message a conversation of what is due at once, one bundle of the rest; where that were more than `most`, one of all."""
    by_thread: dict[str, list[Item]] = defaultdict(list)
    for item in due:
        if item.pace == Pace.AT_ONCE:
            by_thread[item.notice.thread or f"{item.notice.about_kind}:{item.notice.about_id}"].append(item)
    if len(by_thread) + any(item in due for item in bundled) > most:
        bundled = [*bundled, *(item for items in by_thread.values() for item in items)]
        by_thread.clear()
    for thread, items in by_thread.items():
        if after := _just_written_to(person, channel, thread, now):
            _put_off(items, after)
            continue
        along = [item for item in bundled if item.notice.thread == thread]
        bundled = [item for item in bundled if item not in along]
        _message(person, channel, Form.INSTANT, [*items, *along], now, thread=thread)
    if any(item in due for item in bundled):
        _message(person, channel, Form.BUNDLE, bundled, now)


def _digest(habits: Habits, channel: str, items: list[Item], now: datetime) -> None:
    """One digest a day on a person's calendar: the database refuses a second, and what came late waits for the next."""
    if not items:
        return
    period = habits.today(now).isoformat()
    if Outgoing.objects.filter(person=habits.person, channel=channel, period=period).exists():
        for item in items:
            _put_off([item], habits.next_digest(now, Pace(item.pace)))
        return
    _message(habits.person, channel, Form.DIGEST, items, now, period=period)


def _message(
    person: Person, channel: str, form: Form, items: Sequence[Item], now: datetime, **fields: str
) -> None:
    outgoing = Outgoing.objects.create(
        person=person,
        channel=channel,
        form=form,
        message_id=new_message_id(),
        made_at=now,
        next_try_at=now,
        **fields,
    )
    Item.objects.filter(pk__in=[item.pk for item in items]).update(outgoing=outgoing)


def new_message_id() -> str:
    """A name for one mail that no other mail of the world has (RFC 5322 §3.6.4)."""
    return f"<{secrets.token_hex(16)}@{urlsplit(settings.GOODWORD_SITE_URL).hostname or 'localhost'}>"


def _sent_today(habits: Habits, channel: str, now: datetime) -> int:
    """How many messages a person had today, on their calendar."""
    mine = Outgoing.objects.filter(person=habits.person, channel=channel, made_at__gte=habits.day_begins(now))
    return mine.exclude(state=Outgoing.State.DROPPED).count()


def _just_written_to(person: Person, channel: str, thread: str, now: datetime) -> datetime | None:
    """When the next mail of a conversation may go, if one went a moment ago."""
    mine = Outgoing.objects.filter(person=person, channel=channel, thread=thread)
    latest = mine.filter(made_at__gt=now - policy.BREATH, made_at__lte=now).order_by("-made_at").first()
    return latest.made_at + policy.BREATH if latest else None


def _put_off(items: Iterable[Item], until: datetime, *, pace: Pace | None = None) -> None:
    changed = {"due_at": until} if pace is None else {"due_at": until, "pace": pace}
    Item.objects.filter(pk__in=[item.pk for item in items]).update(**changed)


def _open_items() -> QuerySet[Item]:
    """What waits for its message."""
    return Item.objects.filter(outgoing__isnull=True, dropped="", told_at__isnull=True)


def _locked(rows: "QuerySet") -> "QuerySet":
    """Where several workers plan side by side, each takes what no other holds."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",))
    return rows

"""From the outbox to the other side. What a message says is read anew for each attempt (law 7); its Message-ID stays (P-c).

A message is claimed by a lease, so that what a killed worker held is taken up again. Between "the server took it" and "we wrote that
down" a kill leaves a second mail with the same Message-ID, which mail programs show once.
"""

import logging
from collections import defaultdict
from contextlib import ExitStack
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from goodword.core import clock, gate
from goodword.core.gate import Ref
from goodword.notices import texts
from goodword.notices.channels import Carry, Channel, Later, Line, Parcel, Refused, channels
from goodword.notices.habits import Habits, habits_of
from goodword.notices.models import Item, Notice, Outgoing, Pace
from goodword.notices.suppressed import digest_of
from goodword.people.models import Person
from goodword.people.queries import viewer_of

log = logging.getLogger(__name__)
State = Outgoing.State
LEASE = timedelta(minutes=2)
AT_A_TIME = 50
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
GIVE_UP = timedelta(days=5)


def send() -> int:
    """Send what waits on every channel, one connection for many. Returns how many messages were looked at."""
    return sum(_send_by(channel) for channel in channels())


def _send_by(channel: Channel) -> int:
    """One batch of a channel: after two broken lines in a row the rest waits for a better minute."""
    batch, broken = _claim(channel), 0
    with ExitStack() as stack:
        carry: Carry | None = None
        for number, claimed in enumerate(batch):
            outgoing = _renew(claimed)
            if outgoing is None:
                continue
            try:
                habits = habits_of([outgoing.person])[outgoing.person_id]
                parcel = parcel_of(outgoing, channel, habits)
                if parcel is None:
                    continue
                carry = carry or stack.enter_context(channel.line())
                _carry(carry, parcel, habits)
                broken = 0
            except Later as reason:
                _again(outgoing, str(reason))
                if reason.broken:
                    stack.close()
                    carry, broken = None, broken + 1
            except (
                Exception
            ) as error:  # one message that cannot be made or sent must not hold up all the others
                log.exception("message %s could not be sent", outgoing.message_id)
                _again(outgoing, f"{type(error).__name__}: {error}")
            if broken == 2:
                _release(batch[number + 1 :])
                break
    return len(batch)


def _carry(carry: Carry, parcel: Parcel, habits: Habits) -> None:
    """Hand one parcel over and write down what came of it. Raises Later."""
    try:
        with (
            translation.override(parcel.person.language or settings.LANGUAGE_CODE),
            timezone.override(habits.zone),
        ):
            carry(parcel)
    except Refused as reason:
        log.info("message %s was refused: %s", parcel.outgoing.message_id, reason)
        _end(parcel.outgoing, State.FAILED, str(reason))
        return
    _told(parcel)


def parcel_of(outgoing: Outgoing, channel: Channel, habits: Habits) -> Parcel | None:
    """What a message says at this moment; None when nothing in it is still to be told, with the reason written down.

    Asked again: is the person here and reachable, do they want it, have they read it, may they see it, does it hold? All of it is
    read outside of a transaction, which would keep everybody else from writing on SQLite.
    """
    person = outgoing.person
    shut = "the person is not here any longer" if person.state != Person.State.ACTIVE else ""
    if shut := shut or channel.unreachable([person]).get(person.pk, ""):
        _end(outgoing, State.DROPPED, shut)
        return None
    viewer = viewer_of(person)
    items = list(_items_of(outgoing).select_related("notice__actor").order_by("notice__visible_from", "id"))
    if not any(texts.is_urgent(item.notice.kind) for item in items) and _sleeps(outgoing, habits):
        return None
    refs = gate.visible([Ref(item.notice.about_kind, item.notice.about_id) for item in items], viewer)
    texts.read_subjects([item.notice for item in items], viewer)
    lines: list[Line] = []
    dropped: dict[str, list[int]] = defaultdict(list)
    with translation.override(person.language or settings.LANGUAGE_CODE):
        for item in items:
            hidden = Ref(item.notice.about_kind, item.notice.about_id) not in refs
            reason = _unwanted(item, channel, habits) or ("hidden" if hidden else "")
            text = None if reason else texts.text_of(item.notice, viewer)
            if text is None:
                dropped[reason or "untrue"].append(item.pk)
            else:
                lines.append(Line(item.notice, text))
    for reason, ids in dropped.items():
        Item.objects.filter(pk__in=ids).update(dropped=reason)
    if not lines:
        words = ", ".join(f"{reason} ({len(ids)})" for reason, ids in dropped.items()) or "taken back"
        _end(outgoing, State.DROPPED, words)
        return None
    return Parcel(outgoing, person, viewer, tuple(lines))


def _unwanted(item: Item, channel: Channel, habits: Habits) -> str:
    """Why a notice is not to be told whatever it says: read in between, unsubscribed from, or the badge was put on."""
    if item.notice.read_at is not None:
        return "read"
    if habits.pace(channel, texts.sort_of(item.notice.kind)) == Pace.NEVER:
        return "just_looking" if habits.person.just_looking else "unsubscribed"
    if habits.person.just_looking and item.pace in (Pace.DAILY, Pace.WEEKLY):
        return "just_looking"
    return ""


def _sleeps(outgoing: Outgoing, habits: Habits) -> bool:
    """Whether it is night where the person is: a second attempt must not come at three in the morning either."""
    until = habits.quiet_until(clock.now())
    if until is not None:
        Outgoing.objects.filter(pk=outgoing.pk).update(next_try_at=until, leased_until=None)
    return until is not None


@transaction.atomic
def _claim(channel: Channel) -> list[Outgoing]:
    """Take a batch that waits and that nobody holds, for the length of a lease."""
    now = clock.now()
    waiting = Outgoing.objects.filter(state=State.WAITING, channel=channel.key, next_try_at__lte=now)
    free = (waiting.filter(leased_until__isnull=True) | waiting.filter(leased_until__lt=now)).order_by(
        "next_try_at", "id"
    )
    if connection.features.has_select_for_update_skip_locked:
        free = free.select_for_update(skip_locked=True, of=("self",))
    batch = list(free[:AT_A_TIME])
    Outgoing.objects.filter(pk__in=[one.pk for one in batch]).update(leased_until=now + LEASE)
    for one in batch:
        one.leased_until = now + LEASE
    return batch


def _renew(claimed: Outgoing) -> Outgoing | None:
    """Hold the lease for one more message and read it anew with its person. None: the lease ended, and somebody else has it."""
    until = clock.now() + LEASE
    mine = Outgoing.objects.filter(pk=claimed.pk, state=State.WAITING, leased_until=claimed.leased_until)
    if not mine.update(leased_until=until):
        return None
    return Outgoing.objects.select_related("person").get(pk=claimed.pk)


@transaction.atomic
def _told(parcel: Parcel) -> None:
    now = clock.now()
    _end(parcel.outgoing, State.SENT, "", sent_at=now, address_digest=digest_of(parcel.person.email or ""))
    told = [line.notice.pk for line in parcel.lines]
    _items_of(parcel.outgoing).filter(notice_id__in=told).update(told_at=now)


def _end(
    outgoing: Outgoing,
    state: State,
    reason: str,
    *,
    sent_at: datetime | None = None,
    address_digest: str = "",
) -> None:
    """Write down how a message ended. What it carried is not taken up by another."""
    Outgoing.objects.filter(pk=outgoing.pk).update(
        state=state,
        reason=reason[:200],
        sent_at=sent_at,
        address_digest=address_digest,
        leased_until=None,
    )
    if state != State.SENT:
        _items_of(outgoing).update(dropped="not_sent")


def _again(outgoing: Outgoing, reason: str) -> None:
    """Try again after a growing pause; after days it is given up, with the last reason."""
    now = clock.now()
    if now - outgoing.made_at > GIVE_UP:
        _end(outgoing, State.FAILED, f"given up: {reason}")
        return
    pause = PAUSES[min(outgoing.attempts, len(PAUSES) - 1)]
    log.warning("message %s waits %s: %s", outgoing.message_id, pause, reason)
    Outgoing.objects.filter(pk=outgoing.pk).update(
        attempts=outgoing.attempts + 1, reason=reason[:200], next_try_at=now + pause, leased_until=None
    )


def _release(batch: list[Outgoing]) -> None:
    """Give back what was claimed and not tried: the line is down."""
    ids = [outgoing.pk for outgoing in batch]
    later = clock.now() + PAUSES[0]
    Outgoing.objects.filter(pk__in=ids, state=State.WAITING).update(leased_until=None, next_try_at=later)


def _items_of(outgoing: Outgoing) -> QuerySet[Item]:
    """What a message carries and what may still be told."""
    return Item.objects.filter(outgoing=outgoing, dropped="", told_at__isnull=True)


@transaction.atomic
def hold_back(reason: str) -> int:
    """Never send what waits: the site was restored from a backup, and it may have gone out since. Returns how many messages."""
    now = clock.now()
    Item.objects.filter(outgoing__isnull=True, dropped="", told_at__isnull=True).update(dropped="not_sent")
    waiting = Outgoing.objects.filter(state=State.WAITING)
    Item.objects.filter(outgoing__in=waiting, dropped="", told_at__isnull=True).update(dropped="not_sent")
    held = waiting.update(state=State.DROPPED, reason=reason[:200], leased_until=None)
    Notice.objects.filter(planned_at__isnull=True).update(planned_at=now)
    return held


@transaction.atomic
def forget_old(older_than: timedelta = timedelta(days=180)) -> int:
    """Drop the rows of messages that ended long ago. A notice was planned once, so it is not sent again without them."""
    old = Outgoing.objects.exclude(state=State.WAITING).filter(made_at__lt=clock.now() - older_than)
    Item.objects.filter(outgoing__in=old).delete()
    return old.delete()[0]

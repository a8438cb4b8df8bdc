"""The channel push: to each browser somebody asked us to send to, one line and a link, after the questions of every channel.

Requests go out through `core.outbound`, so an address that leads to our own network is never connected to.
"""

import hashlib
import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar

from django.utils.translation import gettext_lazy, ngettext

from goodword.core import outbound
from goodword.core.text import clean_line
from goodword.notices import policy
from goodword.notices.actions import browsers
from goodword.notices.channels import Carry, Channel, Later, Parcel, Refused
from goodword.notices.models import Pace, PushSubscription
from goodword.notices.push import identity, sealing
from goodword.people.models import Person

log = logging.getLogger(__name__)
TTL = 24 * 3600  # seconds a push service keeps what it cannot deliver
BOUNDS = outbound.Bounds(connect=3.0, read=5.0, total=8.0, size=10_000)
LONGEST = 300  # characters of a line


class Push(Channel):
    """Messages to browsers. Nobody is told anything before they asked a browser of theirs to take it."""

    key = "push"
    label = gettext_lazy("In the browser")
    paces: ClassVar[tuple[Pace, ...]] = (Pace.AT_ONCE, Pace.BUNDLED)
    defaults: ClassVar[dict[str, Pace]] = policy.EMAIL_DEFAULTS

    def unreachable(self, persons: Sequence[Person]) -> dict[int, str]:
        """Those without a browser that takes messages."""
        ids = [person.pk for person in persons]
        have = set(PushSubscription.objects.filter(person_id__in=ids).values_list("person_id", flat=True))
        return {pk: "no browser takes messages" for pk in ids if pk not in have}

    @contextmanager
    def line(self) -> Iterator[Carry]:
        """There is no line to hold open: each browser has its own."""
        yield _carry


def _carry(parcel: Parcel) -> None:
    """Send to each browser of a person. Raises Later if none took it and one may yet, Refused if none ever will."""
    message = _message(parcel)
    subscriptions = PushSubscription.objects.filter(person=parcel.person).order_by("id")
    reasons = [_send(subscription, message, parcel) for subscription in subscriptions]
    if "" in reasons:
        return
    waits = [reason for reason in reasons if reason and reason.startswith("later: ")]
    if waits:
        raise Later(waits[0])
    raise Refused("; ".join(reason for reason in reasons if reason) or "no browser takes messages")


def _send(subscription: PushSubscription, message: bytes, parcel: Parcel) -> str:
    """Send to one browser. Returns "" if it was taken, else why not; a browser that is gone is forgotten."""
    try:
        body = sealing.seal(
            message,
            public_key=sealing.decode(subscription.public_key),
            auth=sealing.decode(subscription.auth),
        )
        headers = {
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(TTL),
            "Urgency": "normal",
            "Topic": hashlib.sha256(parcel.outgoing.message_id.encode()).hexdigest()[:32],
            "Authorization": identity.authorization(subscription.endpoint),
        }
        answer = outbound.send(
            "POST", subscription.endpoint, body=body, headers=headers, bounds=BOUNDS, cut=True
        )
    except outbound.Failed as error:
        return f"later: {error}"
    except (outbound.Blocked, ValueError) as error:
        browsers.forget(subscription)
        return f"a browser is forgotten: {error}"
    if answer.status in (404, 410):
        browsers.forget(subscription)
        return "a browser takes no more"
    if answer.status == 429 or answer.status >= 500:
        return f"later: {answer.status}"
    if not 200 <= answer.status < 300:
        return f"refused: {answer.status}"
    browsers.took(subscription)
    return ""


def _message(parcel: Parcel) -> bytes:
    """What the browser shows: the first line and where it leads, and how many more there are."""
    first, more = parcel.lines[0].text, len(parcel.lines) - 1
    body = ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more} if more else ""
    shown = {
        "title": clean_line(first.sentence, LONGEST + 1)[:LONGEST],
        "body": body,
        "url": first.url if not more else "/notices",
    }
    return json.dumps(shown, ensure_ascii=False).encode()

"""Sending what is due to one endpoint, one after another, and what follows from the answers.

One endpoint is served by one worker at a time (`claimed_until`), for a bounded while, and rests after a failure: an endpoint that hangs
costs the worker a few seconds every few minutes, however much waits for it.
"""

import logging
import time
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from django.db.models import Q

from goodword.connect.actions.webhooks import switch_off
from goodword.connect.models import Delivery, WebhookEndpoint
from goodword.connect.webhooks import signing, telling
from goodword.core import clock, outbound
from goodword.core.text import clean_text
from goodword.core.viewer import Viewer

log = logging.getLogger(__name__)
PAUSES = [
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=24),
]  # fmt: skip
GIVES_UP_AFTER = timedelta(days=5)  # of nothing but failures the endpoint is switched off
LONGEST_REST = timedelta(minutes=5)
LONGEST_WISH = timedelta(hours=1)  # what a Retry-After may ask for
CLAIM = timedelta(seconds=45)
BUDGET = 15.0  # seconds of one run; one attempt more may come on top
BOUNDS = outbound.Bounds(connect=3.0, read=8.0, total=10.0, size=1000)


def deliver_due(endpoint_id: int) -> datetime | None:
    """Send what is due to one endpoint. Returns when there is something to do again, or None."""
    now = clock.now()
    free = WebhookEndpoint.objects.filter(pk=endpoint_id, off_at__isnull=True)
    free = free.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lt=now))
    if not free.update(claimed_until=now + CLAIM):
        return None
    try:
        _deliver(WebhookEndpoint.objects.select_related("owner").get(pk=endpoint_id))
    finally:
        WebhookEndpoint.objects.filter(pk=endpoint_id).update(claimed_until=None)
    return _next_due(endpoint_id)


def _deliver(endpoint: WebhookEndpoint) -> None:
    viewer = telling.owner_viewer(endpoint)
    if viewer is None:
        switch_off(endpoint, WebhookEndpoint.Why.NO_OWNER)
        return
    until = time.monotonic() + BUDGET
    while time.monotonic() < until and (delivery := _first_due(endpoint)) is not None:
        if not _attempt(endpoint, delivery, viewer):
            return


def _first_due(endpoint: WebhookEndpoint) -> Delivery | None:
    now = clock.now()
    if endpoint.waits_until is not None and endpoint.waits_until > now:
        return None
    due = Delivery.objects.filter(endpoint=endpoint, state="waiting", due_at__lte=now)
    found = due.select_related("record").order_by("due_at", "pk").first()
    if found is not None:
        found.endpoint = endpoint
    return found


def _next_due(endpoint_id: int) -> datetime | None:
    endpoint = WebhookEndpoint.objects.filter(pk=endpoint_id, off_at__isnull=True).first()
    first = Delivery.objects.filter(endpoint_id=endpoint_id, state="waiting").order_by("due_at").first()
    if endpoint is None or first is None or first.due_at is None:
        return None
    return max(first.due_at, endpoint.waits_until or first.due_at)


def _attempt(endpoint: WebhookEndpoint, delivery: Delivery, viewer: Viewer) -> bool:
    """One attempt. Returns whether the next delivery may follow at once."""
    body = telling.body_of(delivery, viewer)
    if body is None:
        _settle(delivery, Delivery.State.LEFT_OUT)
        return True
    now = clock.now()
    headers = signing.headers(endpoint, f"msg_{delivery.puid}", body, now)
    delivery.attempts, delivery.tried_at = delivery.attempts + 1, now
    began = time.monotonic()
    try:
        answer = outbound.send(
            "POST", endpoint.url, body=body.encode(), headers=headers, bounds=BOUNDS, cut=True
        )
    except outbound.OutboundError as error:
        delivery.milliseconds = int((time.monotonic() - began) * 1000)
        delivery.status, delivery.reason, delivery.answer = None, error.reason, ""
        return _failed(endpoint, delivery, "")
    delivery.milliseconds = int(answer.seconds * 1000)
    delivery.status, delivery.reason = answer.status, ""
    delivery.answer = clean_text(answer.body.decode("utf-8", "replace"))[:1000]
    if 200 <= answer.status < 300:
        return _succeeded(endpoint, delivery)
    if answer.status == 410:
        _settle(delivery, Delivery.State.GAVE_UP)
        switch_off(endpoint, WebhookEndpoint.Why.GONE)
        return False
    return _failed(endpoint, delivery, answer.headers.get("retry-after", ""))


def _succeeded(endpoint: WebhookEndpoint, delivery: Delivery) -> bool:
    _settle(delivery, Delivery.State.DONE)
    if endpoint.failures:
        endpoint.failures, endpoint.failing_since, endpoint.waits_until = 0, None, None
        endpoint.save(update_fields=["failures", "failing_since", "waits_until"])
    return True


def _failed(endpoint: WebhookEndpoint, delivery: Delivery, wish: str) -> bool:
    now = clock.now()
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or now
    rest = min(timedelta(seconds=5 * 2 ** min(endpoint.failures - 1, 10)), LONGEST_REST)
    endpoint.waits_until = now + max(rest, _asked_for(wish, now))
    endpoint.save(update_fields=["failures", "failing_since", "waits_until"])
    if delivery.record_id is None or delivery.attempts > len(PAUSES):
        _settle(delivery, Delivery.State.GAVE_UP)
    else:
        _settle(
            delivery, Delivery.State.WAITING, max(now + PAUSES[delivery.attempts - 1], endpoint.waits_until)
        )
    if now - endpoint.failing_since >= GIVES_UP_AFTER:
        switch_off(endpoint, WebhookEndpoint.Why.FAILING)
    return False


def _settle(delivery: Delivery, state: Delivery.State, due_at: datetime | None = None) -> None:
    delivery.state, delivery.due_at = state, due_at
    fields = ["state", "due_at", "attempts", "tried_at", "status", "reason", "milliseconds", "answer"]
    delivery.save(update_fields=fields)


def _asked_for(wish: str, now: datetime) -> timedelta:
    """What a Retry-After says, in seconds or as a date (RFC 9110, 10.2.3), within bounds."""
    try:
        asked = timedelta(seconds=int(wish)) if wish.isdigit() else parsedate_to_datetime(wish) - now
    except (ValueError, TypeError, OverflowError):
        return timedelta()
    return min(max(asked, timedelta()), LONGEST_WISH)

"""Browsers that take push messages: a person adds one of theirs, and takes it away; one that is gone is forgotten."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from goodword.core import clock, outbound
from goodword.core.errors import Invalid
from goodword.core.text import clean_line
from goodword.notices.models import PushSubscription
from goodword.notices.push import sealing
from goodword.people.models import Person

MOST = 10  # browsers of one person


@transaction.atomic
def add(*, by: Person, endpoint: str, public_key: str, auth: str, device: str = "") -> PushSubscription:
    """Send push messages to this browser from now on. The same browser again, or of another person here, is taken over.

    Raises Invalid on what no browser says: an address that is not https or leads to no open network, a key that is none.
    """
    _must_be_an_address(endpoint)
    try:
        sealing.seal(b"", public_key=sealing.decode(public_key), auth=sealing.decode(auth))
    except ValueError as error:
        raise Invalid(_("This browser could not be set up for messages.")) from error
    subscription, _new = PushSubscription.objects.update_or_create(
        endpoint_digest=hashlib.sha256(endpoint.encode()).hexdigest(),
        defaults={
            "person": by,
            "endpoint": endpoint,
            "public_key": public_key,
            "auth": auth,
            "device": clean_line(device, 121)[:120],
            "made_at": clock.now(),
        },
    )
    mine = PushSubscription.objects.filter(person=by).order_by("-made_at", "-id")
    PushSubscription.objects.filter(pk__in=[row.pk for row in mine[MOST:]]).delete()
    return subscription


@transaction.atomic
def remove(pk: int, *, by: Person) -> None:
    """Send nothing more to one's own browser."""
    PushSubscription.objects.filter(pk=pk, person=by).delete()


def forget(subscription: PushSubscription) -> None:
    """The push service says that nobody is there any more."""
    PushSubscription.objects.filter(pk=subscription.pk).delete()


def took(subscription: PushSubscription) -> None:
    """The push service took a message."""
    PushSubscription.objects.filter(pk=subscription.pk).update(carried_at=clock.now())


def _must_be_an_address(endpoint: str) -> None:
    refused = Invalid(_("This browser could not be set up for messages."))
    if len(endpoint) > 1000 or not endpoint.isascii() or not endpoint.startswith("https://"):
        raise refused
    try:
        outbound.check_address(endpoint)
    except outbound.Blocked as error:
        raise refused from error

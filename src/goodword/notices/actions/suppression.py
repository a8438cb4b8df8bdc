"""Addresses that get no notices. They are known by a keyed digest, so that the list can be kept when the address is erased."""

from django.db import transaction

from goodword.core import clock
from goodword.notices.models import Suppression
from goodword.notices.suppressed import digest_of

Cause = Suppression.Cause
# A complaint outweighs a bounce: a complaint is a person's word, a bounce a machine's.
_WEIGHT = {Cause.UNSUBSCRIBED: 1, Cause.BOUNCE: 2, Cause.COMPLAINT: 3}


@transaction.atomic
def suppress(address: str, cause: str) -> None:
    """Send no notice to an address from now on; a weightier cause replaces a lighter one. It may be said twice.

    cause: "bounce" (it does not exist), "complaint" (its owner called it spam), "unsubscribed". Raises ValueError on another one.
    """
    wanted = Cause(cause)
    row, new = Suppression.objects.get_or_create(
        digest=digest_of(address), defaults={"cause": wanted, "at": clock.now()}
    )
    if not new and _WEIGHT[wanted] > _WEIGHT[Cause(row.cause)]:
        Suppression.objects.filter(pk=row.pk).update(cause=wanted, at=clock.now())


@transaction.atomic
def release(address: str) -> bool:
    """Notices may go to an address again: its owner says so, from their own account. Returns whether it was suppressed."""
    return bool(Suppression.objects.filter(digest=digest_of(address)).delete()[0])

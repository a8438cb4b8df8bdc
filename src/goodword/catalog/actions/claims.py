"""Receipts: somebody says they bought it here; staff confirm, or decline with a reason."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goodword.catalog import policy
from goodword.catalog.actions.purchases import record_purchase
from goodword.catalog.events import ClaimDecided, ClaimMade
from goodword.catalog.models import Product, Purchase, ReceiptClaim
from goodword.core import clock
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.events import publish
from goodword.core.text import clean_line
from goodword.people.models import Person, Picture
from goodword.people.queries import viewer_of


@transaction.atomic
def claim_purchase(
    product: Product, *, by: Person, words: str, picture: Picture | None = None, at: datetime | None = None
) -> ReceiptClaim:
    """Show a receipt: its number and day in words, a picture if they like. Raises Invalid, Conflict (one is open, or known)."""
    said = clean_line(words, 301)
    if not said or len(said) > 300:
        raise Invalid(_("Write the number and the day of your receipt."), field="words")
    if Purchase.objects.filter(person=by, product=product).exists():
        raise Conflict(_("We know already that you have this."))
    try:
        with transaction.atomic():
            claim = ReceiptClaim.objects.create(
                person=by, product=product, words=said, picture=picture, made_at=at or clock.now()
            )
    except IntegrityError as error:
        raise Conflict(_("Your receipt is with us; somebody will look at it.")) from error
    publish(ClaimMade(product_id=product.pk, claim_id=claim.pk, by_id=by.pk))
    return claim


@transaction.atomic
def confirm_claim(
    claim: ReceiptClaim, *, by: Person, number: str = "", at: datetime | None = None
) -> Purchase:
    """The receipt is ours: the person has the product. `number` keeps one receipt from serving two.

    Raises NotAllowed (also about one's own), Conflict (decided already, or this receipt has served).
    """
    claim = _decide(claim, ReceiptClaim.State.CONFIRMED, by, "", at)
    return record_purchase(
        claim.product,
        by=None,
        person=claim.person,
        proof=Purchase.Proof.RECEIPT,
        number=number,
        at=claim.made_at,
    )


@transaction.atomic
def decline_claim(
    claim: ReceiptClaim, *, by: Person, reason: str, at: datetime | None = None
) -> ReceiptClaim:
    """The receipt does not show it; the person reads why. Raises NotAllowed, Invalid (no reason), Conflict."""
    why = clean_line(reason, 300)
    if not why:
        raise Invalid(_("Say why; the person will read it."), field="reason")
    return _decide(claim, ReceiptClaim.State.DECLINED, by, why, at)


def _decide(claim: ReceiptClaim, state: str, by: Person, reason: str, at: datetime | None) -> ReceiptClaim:
    claim = (
        ReceiptClaim.objects.select_for_update(of=("self",))
        .select_related("person", "product")
        .get(pk=claim.pk)
    )
    if not policy.can_decide_claim(viewer_of(by), claim.person_id):
        raise NotAllowed(_("Somebody else of the staff has to look at this."))
    if claim.state != ReceiptClaim.State.OPEN:
        raise Conflict(_("This receipt was looked at already."))
    claim.state, claim.decided_by, claim.reason, claim.decided_at = state, by, reason, at or clock.now()
    claim.save(update_fields=["state", "decided_by", "reason", "decided_at"])
    confirmed = state == ReceiptClaim.State.CONFIRMED
    publish(ClaimDecided(product_id=claim.product_id, claim_id=claim.pk, by_id=by.pk, confirmed=confirmed))
    return claim

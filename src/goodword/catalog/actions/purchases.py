"""Who has what: from the shop's orders, one by one or as a file."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goodword.catalog.actions._allowed import must_confirm_orders
from goodword.catalog.events import PurchaseRecorded
from goodword.catalog.models import Product, Purchase
from goodword.core import clock
from goodword.core.errors import Conflict, Invalid
from goodword.core.events import publish
from goodword.core.text import clean_line
from goodword.people.actions.persons import folded_address
from goodword.people.models import Person


@transaction.atomic
def record_purchase(
    product: Product,
    *,
    by: Person | None,
    person: Person | None = None,
    email: str = "",
    proof: str = Purchase.Proof.ORDER,
    number: str = "",
    at: datetime | None = None,
) -> Purchase:
    """Note that somebody has a product. The same order line twice changes nothing.

    person or email says who; an address waits until it has an account. at: when it was bought. Raises NotAllowed, Invalid (nobody
    named), Conflict (this order line is somebody else's: one order verifies one person).
    """
    must_confirm_orders(by)
    address = folded_address(email) if email and person is None else ""
    if person is None and not address:
        raise Invalid(_("Say who bought it: a person or an e-mail address."), field="email")
    owner = person or _holder_of(address)
    line = clean_line(number, 60)
    known = Purchase.objects.filter(number=line, product=product).first() if line else None
    if known is not None:
        return _the_same(known, owner, address)
    try:
        with transaction.atomic():
            purchase = Purchase.objects.create(
                person=owner, email="" if owner else address, product=product, proof=proof, number=line,
                bought_at=at or clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("This order line is here already."), field="number") from error
    _tell(purchase)
    return purchase


@transaction.atomic
def link_purchases(person: Person) -> int:
    """Give a person the purchases made with their confirmed address. Returns how many."""
    if not person.email or person.email_confirmed_at is None:
        return 0
    waiting = list(Purchase.objects.select_for_update().filter(email=person.email, person__isnull=True))
    for purchase in waiting:
        purchase.person, purchase.email = person, ""
        purchase.save(update_fields=["person", "email"])
        _tell(purchase)
    return len(waiting)


def _holder_of(address: str) -> Person | None:
    """The person whose confirmed address this is: an unconfirmed one proves nothing."""
    return Person.objects.filter(
        email=address, email_confirmed_at__isnull=False, state=Person.State.ACTIVE
    ).first()


def _the_same(known: Purchase, owner: Person | None, address: str) -> Purchase:
    same_person = owner is not None and known.person_id == owner.pk
    same_address = owner is None and known.person_id is None and known.email == address
    if same_person or same_address:
        return known
    raise Conflict(_("This order line belongs to somebody else."), field="number")


def _tell(purchase: Purchase) -> None:
    publish(
        PurchaseRecorded(
            product_id=purchase.product_id, purchase_id=purchase.pk, person_id=purchase.person_id
        )
    )

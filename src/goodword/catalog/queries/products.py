"""Products as a viewer may see them. The catalogue is public; what somebody bought is theirs and the order desk's."""

from django.db.models import Q, QuerySet

from goodword.catalog.models import Maker, Product, Purchase, ReceiptClaim, Subject
from goodword.core.viewer import Viewer


def visible_products(viewer: Viewer) -> QuerySet[Product]:
    """All products `viewer` may see: the catalogue has no hidden shelf."""
    return Product.objects.all()


def product_by_id(pk: int, viewer: Viewer) -> Product | None:
    """One product with its maker, shelf, picture and successor."""
    rows = visible_products(viewer).select_related("maker", "subject", "picture", "successor", "variant_of")
    return rows.filter(pk=pk).first()


def visible_makers(viewer: Viewer) -> QuerySet[Maker]:
    """All makers."""
    return Maker.objects.all()


def visible_subjects(viewer: Viewer) -> QuerySet[Subject]:
    """All shelves."""
    return Subject.objects.all()


def visible_purchases(viewer: Viewer) -> QuerySet[Purchase]:
    """A person's own purchases; all of them for staff who handle orders."""
    if viewer.may("orders.confirm"):
        return Purchase.objects.all()
    return Purchase.objects.filter(person_id=viewer.id) if viewer.signed_in else Purchase.objects.none()


def visible_claims(viewer: Viewer) -> QuerySet[ReceiptClaim]:
    """A person's own receipts; all of them for staff who handle orders."""
    if viewer.may("orders.confirm"):
        return ReceiptClaim.objects.all()
    return (
        ReceiptClaim.objects.filter(person_id=viewer.id) if viewer.signed_in else ReceiptClaim.objects.none()
    )


def purchase_of(person_id: int, product: Product) -> Purchase | None:
    """The latest proof that a person has a product, in this variant or another; an order before a receipt."""
    base = product.variant_of_id or product.pk
    same = Q(product_id=base) | Q(product__variant_of_id=base)
    return Purchase.objects.filter(same, person_id=person_id).order_by("proof", "-bought_at").first()


def recent_owners(product: Product, *, limit: int, leave_out: frozenset[int] = frozenset()) -> list[int]:
    """Who bought a product last, newest first, without those who are just looking and `leave_out`."""
    rows = Purchase.objects.filter(
        product=product, person__isnull=False, person__just_looking=False, person__state="active"
    )
    found: list[int] = []
    for person_id in rows.order_by("-bought_at").values_list("person_id", flat=True)[: 10 * limit + 50]:
        if person_id is not None and person_id not in found and person_id not in leave_out:
            found.append(person_id)
        if len(found) == limit:
            break
    return found


def all_owners(product: Product) -> list[int]:
    """Everybody who has a product and an account here: for what concerns their safety."""
    rows = Purchase.objects.filter(product=product, person__isnull=False, person__state="active")
    return sorted({pk for pk in rows.values_list("person_id", flat=True) if pk is not None})

"""What this room tells the house when it starts: its gates, and what it holds of a person."""

from typing import Any

from django.utils.translation import gettext_lazy

from goodword.catalog.models import Purchase, Rating, ReceiptClaim
from goodword.catalog.queries import products
from goodword.core import gate, personal
from goodword.core.viewer import Viewer


def _visible_products(ids: set[int], viewer: Viewer) -> set[int]:
    return set(products.visible_products(viewer).filter(pk__in=ids).values_list("pk", flat=True))


def _visible_makers(ids: set[int], viewer: Viewer) -> set[int]:
    return set(products.visible_makers(viewer).filter(pk__in=ids).values_list("pk", flat=True))


def _visible_subjects(ids: set[int], viewer: Viewer) -> set[int]:
    return set(products.visible_subjects(viewer).filter(pk__in=ids).values_list("pk", flat=True))


def _visible_purchases(ids: set[int], viewer: Viewer) -> set[int]:
    return set(products.visible_purchases(viewer).filter(pk__in=ids).values_list("pk", flat=True))


def _visible_claims(ids: set[int], viewer: Viewer) -> set[int]:
    return set(products.visible_claims(viewer).filter(pk__in=ids).values_list("pk", flat=True))


gate.register("product", _visible_products)
gate.register("maker", _visible_makers)
gate.register("subject", _visible_subjects)
gate.register("purchase", _visible_purchases)
gate.register("claim", _visible_claims)


@personal.holds("catalog.purchases", gettext_lazy("What you bought"))
def _purchases(person_id: int) -> list[dict[str, Any]]:
    rows = Purchase.objects.filter(person_id=person_id).order_by("id")
    return [dict(row) for row in rows.values("product_id", "product__title", "proof", "number", "bought_at")]


@personal.holds("catalog.ratings", gettext_lazy("Stars you gave"))
def _ratings(person_id: int) -> list[dict[str, Any]]:
    rows = Rating.objects.filter(person_id=person_id).order_by("id")
    return [
        dict(row)
        for row in rows.values("product_id", "product__title", "stars", "counted", "friends_may_see", "at")
    ]


@personal.holds("catalog.receipts", gettext_lazy("Receipts you showed"))
def _receipts(person_id: int) -> list[dict[str, Any]]:
    rows = ReceiptClaim.objects.filter(person_id=person_id).order_by("id")
    return [
        dict(row) for row in rows.values("product_id", "words", "state", "reason", "made_at", "decided_at")
    ]


@personal.erases("catalog")
def _erase(person_id: int) -> None:
    """Purchases and receipts go. Stars go with the reviews they belong to, which their own room takes back first."""
    Purchase.objects.filter(person_id=person_id).delete()
    ReceiptClaim.objects.filter(person_id=person_id).delete()
    Rating.objects.filter(person_id=person_id).update(friends_may_see=False)

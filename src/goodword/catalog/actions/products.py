"""Products: adding and changing them, singly and in bulk, recalls and successors."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goodword.catalog.actions import _facts
from goodword.catalog.actions._allowed import must_edit
from goodword.catalog.actions.shelf_counts import move, total, weight
from goodword.catalog.events import ProductAdded, ProductChanged, ProductsAdded, RecallNoted
from goodword.catalog.models import Product
from goodword.core import clock
from goodword.core.errors import Conflict, Invalid
from goodword.core.events import publish
from goodword.core.text import clean_text
from goodword.people.models import Person


@transaction.atomic
def add_product(*, by: Person | None, at: datetime | None = None, **facts: Any) -> Product:
    """Put a product on the shelves. `facts`: columns of Product (`title` is required; `maker` may be a name).

    Raises NotAllowed, Invalid (with the field), Conflict (this source id is here already).
    """
    must_edit(by)
    product = Product(added_at=at or clock.now(), **_facts.checked(facts))
    try:
        with transaction.atomic():
            product.save()
    except IntegrityError as error:
        raise Conflict(_("This product is here already."), field="source_id") from error
    move(weight(product))
    publish(ProductAdded(product_id=product.pk))
    return product


@transaction.atomic
def add_products(
    rows: Iterable[dict[str, Any]], *, by: Person | None, at: datetime | None = None
) -> list[Product]:
    """Put many products up at once: one event, one move of the counts. Raises Invalid on the first row that cannot be taken."""
    must_edit(by)
    now = at or clock.now()
    products = [Product(added_at=row.pop("at", now), **_facts.checked(row)) for row in map(dict, rows)]
    Product.objects.bulk_create(products, batch_size=200)
    move(total(weight(product) for product in products))
    if products:
        publish(ProductsAdded(product_ids=[product.pk for product in products]))
    return products


@transaction.atomic
def change_product(product: Product, *, by: Person | None, **facts: Any) -> Product:
    """Change facts of a product. Counts cannot be given: they are derived. Raises NotAllowed, Invalid."""
    must_edit(by)
    product = (
        Product.objects.select_for_update(of=("self",)).select_related("subject", "maker").get(pk=product.pk)
    )
    before = weight(product, -1)
    clean = _facts.checked({"title": product.title, **facts})
    original = clean.get("variant_of")
    if original is not None and (original.pk == product.pk or original.variant_of_id is not None):
        raise Invalid(_("A variant belongs to a product that is not a variant itself."), field="variant_of")
    for name, value in clean.items():
        setattr(product, name, value)
    product.save(update_fields=list(clean))
    move(total([before, weight(product)]))
    publish(ProductChanged(product_id=product.pk))
    return product


@transaction.atomic
def note_recall(product: Product, *, by: Person | None, note: str) -> Product:
    """Say on its page that a product is called back and what to do; an empty note ends the recall. Raises NotAllowed."""
    must_edit(by)
    product = Product.objects.select_for_update().get(pk=product.pk)
    words = clean_text(note)[:2000]
    news = bool(words) and words != product.recall_note
    product.recall_note = words
    product.save(update_fields=["recall_note"])
    publish(ProductChanged(product_id=product.pk))
    if news:
        publish(RecallNoted(product_id=product.pk, by_id=by.pk if by else None))
    return product

"""The counts beside the choices of a shelf. Verbs move them with what they write; `recount` checks them at night."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import F

from goodword.catalog.models import Product, ShelfCount, Subject

Deltas = Counter[
    tuple[int, str, str]
]  # (subject, facet, key): change; facet "" is the number of products itself


def weight(product: Product, sign: int = 1) -> Deltas:
    """What one product adds to the counts of its branch (sign -1: takes away). A variant stands with its original."""
    if product.subject_id is None or product.subject is None or product.variant_of_id is not None:
        return Counter()
    choices = [("", ""), ("stars", str(product.star_band))]
    if product.maker_id is not None:
        choices.append(("maker", str(product.maker_id)))
    if product.stock:
        choices.append(("stock", "1"))
    return Counter(
        {(subject, facet, key): sign for subject in product.subject.branch for facet, key in choices}
    )


def total(weights: Iterable[Deltas]) -> Deltas:
    """The sum of many changes, without what cancels out."""
    summed: Deltas = Counter()
    for deltas in weights:
        for key, change in deltas.items():
            summed[key] += change
    return Counter({key: change for key, change in summed.items() if change})


def move(deltas: Deltas) -> None:
    """Apply changes to the rows, in key order so that two writers never wait for each other in a circle."""
    rows = sorted(key for key in deltas if key[1])
    ShelfCount.objects.bulk_create(
        (ShelfCount(subject_id=subject, facet=facet, key=key) for subject, facet, key in rows),
        ignore_conflicts=True,
        batch_size=200,
    )
    for key in sorted(deltas):
        subject, facet, value = key
        if facet:
            found = ShelfCount.objects.filter(subject_id=subject, facet=facet, key=value)
            found.update(count=F("count") + deltas[key])
        else:
            Subject.objects.filter(pk=subject).update(product_count=F("product_count") + deltas[key])

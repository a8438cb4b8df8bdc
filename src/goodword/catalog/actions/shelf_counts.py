"""The counts beside the choices of a shelf. Verbs move them with what they write; `recount` checks them at night."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import F

from goodword.catalog.models import Product, ShelfCount, Subject

FEW = 40  # changes written one by one
BATCH = 200  # rows of one statement beyond that
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
    for subject, _facet, _key in sorted(key for key in deltas if not key[1]):
        Subject.objects.filter(pk=subject).update(product_count=F("product_count") + deltas[subject, "", ""])
    if len(rows) > FEW:
        _move_many(deltas, rows)
        return
    for row in rows:
        subject, facet, key = row
        found = ShelfCount.objects.filter(subject_id=subject, facet=facet, key=key)
        found.update(count=F("count") + deltas[row])


def _move_many(deltas: Deltas, rows: list[tuple[int, str, str]]) -> None:
    """The same for an import: the rows are locked and written hundreds at a time."""
    groups: dict[tuple[int, str], list[str]] = {}
    for subject, facet, key in rows:
        groups.setdefault((subject, facet), []).append(key)
    for (subject, facet), keys in groups.items():
        for start in range(0, len(keys), BATCH):
            some = keys[start : start + BATCH]
            locked = ShelfCount.objects.select_for_update().filter(
                subject_id=subject, facet=facet, key__in=some
            )
            found = list(locked.order_by("key"))
            for count in found:
                count.count += deltas[subject, facet, count.key]
            ShelfCount.objects.bulk_update(found, ["count"], batch_size=BATCH)

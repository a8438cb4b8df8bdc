"""The nightly recount. Kept counts are derived; a difference is corrected and said in the public log (R11)."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, F, Q, Sum, Value, When

from goodword.catalog.actions.shelf_counts import Deltas, move, total
from goodword.catalog.models import Product, Rating, ShelfCount, Subject
from goodword.core import ledger


@transaction.atomic
def recount_ratings() -> list[int]:
    """Compare each product's kept stars with its counted ratings. Returns the products that differed, now corrected."""
    counted = Rating.objects.filter(counted=True).values_list("product_id")
    true = {pk: (n, stars) for pk, n, stars in counted.annotate(n=Count("id"), stars=Sum("stars")).iterator()}
    rated = Product.objects.filter(Q(rating_count__gt=0) | Q(rating_sum__gt=0))
    kept = {
        pk: (n, stars) for pk, n, stars in rated.values_list("pk", "rating_count", "rating_sum").iterator()
    }
    wrong = sorted(pk for pk in true.keys() | kept.keys() if true.get(pk, (0, 0)) != kept.get(pk, (0, 0)))
    for pk in wrong:
        n, stars = true.get(pk, (0, 0))
        Product.objects.filter(pk=pk).update(rating_count=n, rating_sum=stars)
        was = kept.get(pk, (0, 0))
        ledger.append(
            "correction",
            {
                "what": "product ratings",
                "target": {"type": "product", "id": str(pk)},
                "was": list(was),
                "is": [n, stars],
            },
        )
    return wrong


@transaction.atomic
def recount_shelves() -> int:
    """Compare the counts of all shelves with the products on them. Returns how many counts differed, now corrected."""
    subjects = Subject.objects.in_bulk()
    true: Deltas = Counter()
    for subject, facet, key, count in _on_shelves():
        for above in subjects[subject].branch:
            true[above, facet, str(key)] += count
    kept: Deltas = Counter({(subject.pk, "", ""): subject.product_count for subject in subjects.values()})
    rows = ShelfCount.objects.annotate(shelf=F("subject_id")).values_list("shelf", "facet", "key", "count")
    kept.update({(subject, facet, key): count for subject, facet, key, count in rows.iterator()})
    differences = total([true, Counter({key: -count for key, count in kept.items()})])
    move(differences)
    return len(differences)


def _on_shelves() -> Iterator[tuple[int, str, Any, int]]:
    """How many products lie on each shelf itself, by facet and value: what `weight` says of one, counted by the database."""
    products = Product.objects.filter(subject__isnull=False, variant_of__isnull=True).order_by()
    band = Case(When(rating_count__gt=0, then=F("rating_sum") / F("rating_count")), default=0)
    for facet, rows, value in (
        ("", products, Value("")),
        ("stars", products, band),
        ("maker", products.filter(maker__isnull=False), F("maker_id")),
        ("stock", products.filter(stock__gt=0), Value("1")),
    ):
        grouped = rows.annotate(value=value).values_list("subject_id", "value").annotate(n=Count("pk"))
        for subject, key, count in grouped.iterator():
            yield subject, facet, key, count

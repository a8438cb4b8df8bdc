"""Stars that come with an import, many at once, with the promises of `ratings`: the counts move with the rows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from goodword.catalog.actions.ratings import whole_stars
from goodword.catalog.actions.shelf_counts import move, total, weight
from goodword.catalog.models import Product, Rating


@dataclass(frozen=True)
class NewRating:
    """The stars somebody gave elsewhere. counted: whether they enter the mean, by the rule for every review."""

    person_id: int
    product_id: int
    stars: int
    counted: bool
    at: datetime


@transaction.atomic
def bring_ratings(news: Sequence[NewRating]) -> list[Rating]:
    """Note ratings of persons who have not rated these products yet, in the order given. Raises Invalid on other than 1-5 stars."""
    ratings = Rating.objects.bulk_create(
        Rating(
            person_id=new.person_id, product_id=new.product_id, stars=whole_stars(new.stars), counted=new.counted, at=new.at
        )
        for new in news
    )  # fmt: skip
    stars: dict[int, list[int]] = defaultdict(list)
    for new in news:
        if new.counted:
            stars[new.product_id].append(new.stars)
    shifts = []
    rows = Product.objects.select_for_update(of=("self",)).select_related("subject")
    for product in rows.filter(pk__in=stars).order_by("pk"):
        given = stars[product.pk]
        shifts.append(weight(product, -1))
        Product.objects.filter(pk=product.pk).update(
            rating_count=F("rating_count") + len(given), rating_sum=F("rating_sum") + sum(given)
        )
        product.rating_count += len(given)
        product.rating_sum += sum(given)
        shifts.append(weight(product))
    move(total(shifts))
    return ratings

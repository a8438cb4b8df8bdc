"""Stars. These verbs are the only movers of a product's `rating_count` and `rating_sum` (R11).

A rating counts while the review it belongs to is public and its writer is neither staff nor connected; who calls decides that by the
state of the review alone.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from goodword.catalog.actions.shelf_counts import move, total, weight
from goodword.catalog.models import Product, Rating
from goodword.core import clock
from goodword.core.errors import Invalid
from goodword.people.models import Person


@transaction.atomic
def rate(
    product: Product, *, by: Person, stars: Any, friends_may_see: bool = True, at: datetime | None = None
) -> Rating:
    """Note the stars a person gives a product, one rating each; a counted one stays counted. Raises Invalid on other than 1-5."""
    number = whole_stars(stars)
    product = _locked(product.pk)
    rating = Rating.objects.filter(person=by, product=product).first()  # under the product's lock
    now = at or clock.now()
    if rating is None:
        return Rating.objects.create(
            person=by, product=product, stars=number, friends_may_see=friends_may_see, at=now
        )
    if rating.counted:
        _shift(product, 0, number - rating.stars)
    rating.stars, rating.friends_may_see, rating.at = number, friends_may_see, now
    rating.save(update_fields=["stars", "friends_may_see", "at"])
    return rating


@transaction.atomic
def count_rating(rating: Rating) -> None:
    """Let a rating enter the mean. Doing it twice changes nothing."""
    _set_counted(rating, True)


@transaction.atomic
def uncount_rating(rating: Rating) -> None:
    """Take a rating out of the mean. Doing it twice changes nothing."""
    _set_counted(rating, False)


@transaction.atomic
def take_back_rating(rating: Rating) -> None:
    """Remove the stars a person gave, with what they added to the mean."""
    uncount_rating(rating)
    Rating.objects.filter(pk=rating.pk).delete()


@transaction.atomic
def show_to_friends(rating: Rating, *, by: Person, shown: bool) -> None:
    """The privacy switch of one rating; only its person turns it (others' ratings stay as they are)."""
    Rating.objects.filter(pk=rating.pk, person=by).update(friends_may_see=shown)


def whole_stars(stars: Any) -> int:
    """`stars` if it is a whole number from 1 to 5, or the single digit of one. Raises Invalid on anything else."""
    if isinstance(stars, str) and stars in {"1", "2", "3", "4", "5"}:
        return int(stars)
    if isinstance(stars, int) and not isinstance(stars, bool) and 1 <= stars <= 5:
        return stars
    raise Invalid(_("Choose one to five stars."), field="stars")


def _locked(product_id: int) -> Product:
    rows = Product.objects.select_for_update(of=("self",)).select_related("subject")
    return rows.get(pk=product_id)


def _set_counted(rating: Rating, counted: bool) -> None:
    """The stars are read under the lock: the caller's copy may be older."""
    product = _locked(rating.product_id)
    if Rating.objects.filter(pk=rating.pk, counted=not counted).update(counted=counted):
        stars = Rating.objects.values_list("stars", flat=True).get(pk=rating.pk)
        _shift(product, *((1, stars) if counted else (-1, -stars)))
    rating.counted = counted


def _shift(product: Product, count: int, stars: int) -> None:
    before = weight(product, -1)
    Product.objects.filter(pk=product.pk).update(
        rating_count=F("rating_count") + count, rating_sum=F("rating_sum") + stars
    )
    product.rating_count += count
    product.rating_sum += stars
    move(total([before, weight(product)]))

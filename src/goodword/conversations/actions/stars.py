"""The stars of a review follow its state: they count exactly while `policy.stars_count` says so (law 1, law 6)."""

from django.db import transaction

from goodword.catalog.actions.ratings import count_rating, take_back_rating, uncount_rating
from goodword.catalog.models import Rating
from goodword.conversations import policy
from goodword.conversations.models import ReviewDetail, Topic


@transaction.atomic
def settle_stars(topic: Topic) -> None:
    """Bring the rating of a review in line with the state of its topic. Any other topic, and a second call, change nothing."""
    if topic.kind != Topic.Kind.REVIEW:
        return
    detail = ReviewDetail.objects.select_related("rating").get(topic=topic)
    if topic.state == "withdrawn" and detail.current:
        detail.current = False
        detail.save(update_fields=["current"])
    if detail.rating is None:
        return
    if topic.state == "withdrawn":
        take_back_rating(detail.rating)
    elif policy.stars_count(topic, detail):
        count_rating(detail.rating)
    else:
        uncount_rating(detail.rating)


@transaction.atomic
def hand_over_stars(imported_id: int, person_id: int) -> None:
    """The ratings of an imported writer become the member's; where the member has rated too, their own word counts alone."""
    own = set(Rating.objects.filter(person_id=person_id).values_list("product_id", flat=True))
    for rating in Rating.objects.filter(person_id=imported_id).order_by("product_id"):
        if rating.product_id in own:
            uncount_rating(rating)
        else:
            Rating.objects.filter(pk=rating.pk).update(person_id=person_id)

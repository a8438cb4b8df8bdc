"""Reviews: writing one, adding to it, taking it back. Nobody changes what was written, not even staff (R5)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from goodword.catalog.queries.products import visible_products
from goodword.connect.addresses import absolute
from goodword.connect.api import conversations, telling
from goodword.connect.api.access import writer
from goodword.connect.api.doors import GONE, NOT_FOUND, writes
from goodword.connect.api.inputs import AddedToReview, NewReview
from goodword.connect.api.paging import Id, only
from goodword.connect.api.shapes import Made, Told
from goodword.connect.api.shapes import Review as ReviewShape
from goodword.conversations.actions import reviews
from goodword.conversations.actions.topics import withdraw_topic
from goodword.conversations.models import ReviewDetail
from goodword.conversations.queries.reviews import visible_reviews
from goodword.core.errors import Invalid, Missing
from goodword.core.http import Request
from goodword.core.settings_registry import site_setting

SCOPE = "reviews:write"


@writes("POST", "/products/{int:product_id}/reviews", ReviewShape, NOT_FOUND, tag="reviews", scope=SCOPE)
def write_review(request: Request, product_id: Id, new: NewReview) -> Made:
    """Review a product. It is public and on disk when this is answered, whatever its stars."""
    only(request)
    product = visible_products(request.viewer).select_related("maker").filter(pk=product_id).first()
    if product is None:
        raise Missing()
    if set(new.sub_ratings) - {str(name) for name in site_setting("reviews.sub_ratings")}:
        raise Invalid(_("This site does not ask for one of these parts."), field="sub_ratings")
    topic = reviews.submit_review(product, by=writer(request), **new.dict())
    return Made(_told(topic.pk, request), absolute(request, reverse("connect:api:review", args=[topic.pk])))


@writes("PATCH", "/reviews/{int:topic_id}", ReviewShape, NOT_FOUND, GONE, tag="reviews", scope=SCOPE)
def add_to_review(request: Request, topic_id: Id, added: AddedToReview) -> Told:
    """Add dated words to one's own review, perhaps with other stars. The earlier ones stay readable."""
    only(request)
    review = _standing(request, topic_id)
    stars = review.stars if added.stars is None else added.stars
    reviews.update_review(review.topic, by=writer(request), body=added.body, stars=stars)
    return _told(topic_id, request)


@writes("DELETE", "/reviews/{int:topic_id}", None, NOT_FOUND, GONE, tag="reviews", scope=SCOPE)
def withdraw_review(request: Request, topic_id: Id) -> None:
    """Take one's own review back. It stays in the sum of what was received."""
    only(request)
    withdraw_topic(_standing(request, topic_id).topic, by=writer(request))


def _standing(request: Request, topic_id: int) -> ReviewDetail:
    review = visible_reviews(request.viewer).select_related("topic").filter(topic_id=topic_id).first()
    if review is None:
        raise conversations.fallen_review(request, topic_id) or Missing()
    return review


def _told(topic_id: int, request: Request) -> Told:
    rows = conversations.dressed(visible_reviews(request.viewer).filter(topic_id=topic_id))
    return conversations.the_one(telling.reviews(rows, request), None)

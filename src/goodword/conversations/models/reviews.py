"""Reviews: what a topic of kind review has besides."""

from django.conf import settings
from django.db import models

from goodword.catalog.models import Product, Rating
from goodword.conversations.models.posts import Topic


class Verification(models.TextChoices):
    """How we know that the writer had the thing."""

    ORDER = "order"
    RECEIPT = "receipt"
    VOUCHED = "vouched"
    NONE = "none"


class ReviewDetail(models.Model):
    """Product, stars, pros and cons of a review; one a person and product. The stars of staff and the connected never count."""

    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, related_name="review")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    rating = models.OneToOneField(Rating, null=True, on_delete=models.SET_NULL, related_name="+")
    stars = models.PositiveSmallIntegerField()
    current = models.BooleanField(default=True)  # false once withdrawn: the person may then write another
    reviewed_item = models.CharField(
        max_length=500
    )  # the title when it was written; a merge of products does not change it
    pros = models.CharField(max_length=300, blank=True)
    cons = models.CharField(max_length=300, blank=True)
    sub_ratings = models.JSONField(default=dict)
    verification = models.CharField(max_length=10, choices=Verification, default=Verification.NONE)
    has_connection = models.BooleanField()  # asked from the first review on
    written_at = (
        models.DateTimeField()
    )  # the topic's own time, here so that a page of reviews is one indexed range

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["author", "product"], condition=models.Q(current=True), name="one_review_a_product"
            )
        ]
        indexes = [
            models.Index(fields=["product", "-written_at", "-id"], name="reviews_of_product"),
            models.Index(fields=["product", "stars", "-written_at", "-id"], name="reviews_by_stars"),
        ]


class ReviewUpdate(models.Model):
    """A dated addition by the writer; earlier words stay."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="review_updates")
    stars_before = models.PositiveSmallIntegerField()
    stars_after = models.PositiveSmallIntegerField()
    body = models.TextField()
    body_html = models.TextField()
    at = models.DateTimeField()

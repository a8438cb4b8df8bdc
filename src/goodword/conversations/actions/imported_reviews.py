"""Reviews that come with an import: many at once, with the promises of `submit_review`.

Each leaves its receipt; its label and whether its stars count follow the same rules; how its writer had the thing is not known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from goodword.catalog.actions.imports import NewRating, bring_ratings
from goodword.catalog.models import Product
from goodword.conversations import policy
from goodword.conversations.actions.imports import NewText, labels_of
from goodword.conversations.actions.reviews import receipt_text, reviewed_item
from goodword.conversations.events import TextsImported
from goodword.conversations.models import ReviewDetail, Topic
from goodword.core import receipts
from goodword.core.events import publish
from goodword.core.gate import Ref


@dataclass(frozen=True, kw_only=True)
class NewReview(NewText):
    """A review of another place; nobody asked its writer for a connection, and none is claimed."""

    product_id: int
    stars: int
    title: str


@transaction.atomic
def bring_reviews(source: str, news: Sequence[NewReview]) -> dict[str, int]:
    """Publish imported reviews, each of a person who has no current review of that product. Out: source id to topic id."""
    products = Product.objects.select_related("maker").in_bulk({new.product_id for new in news})
    labels = labels_of(news)
    topics = []
    for new in news:
        label = labels.get(new.source_id, "")
        maker = products[new.product_id].maker
        if label != "staff" and maker is not None and maker.person_id == new.author_id:
            label = "maker"
        topics.append(
            Topic(kind=Topic.Kind.REVIEW, title=new.title, active_at=new.at, **new.columns(source, label))
        )
    made = Topic.objects.bulk_create(topics)
    Topic.about.through.objects.bulk_create(
        Topic.about.through(topic_id=topic.pk, product_id=new.product_id)
        for topic, new in zip(made, news, strict=True)
    )
    details = [_detail(topic, new, products[new.product_id]) for topic, new in zip(made, news, strict=True)]
    ratings = bring_ratings([
        NewRating(new.author_id, new.product_id, new.stars, policy.stars_count(topic, detail), new.at)
        for topic, new, detail in zip(made, news, details, strict=True)
    ])  # fmt: skip
    for detail, rating in zip(details, ratings, strict=True):
        detail.rating = rating
    ReviewDetail.objects.bulk_create(details)
    for topic, new in zip(made, news, strict=True):
        text = receipt_text(new.stars, title=topic.title, body=topic.body, pros="", cons="")
        receipts.give(topic.puid, about=Ref("product", new.product_id), text=text, at=new.at)
    if made:
        publish(TextsImported(source=source, topic_ids=[topic.pk for topic in made], reply_ids=[]))
    return {topic.source_id: topic.pk for topic in made}


def pairs_reviewed(author_ids: set[int], product_ids: set[int]) -> set[tuple[int, int]]:
    """Which of these persons have a current review of which of these products: (author, product)."""
    rows = ReviewDetail.objects.filter(author_id__in=author_ids, product_id__in=product_ids, current=True)
    return set(rows.values_list("author_id", "product_id"))


def _detail(topic: Topic, new: NewReview, product: Product) -> ReviewDetail:
    return ReviewDetail(
        topic=topic,
        author_id=new.author_id,
        product=product,
        stars=new.stars,
        reviewed_item=reviewed_item(product),
        has_connection=False,
        written_at=new.at,
    )

"""Pictures and products that belong to a topic."""

from typing import Any

from django.db.models import QuerySet

from goodword.catalog.models import Product
from goodword.conversations.models import PostPicture, Tag, Topic
from goodword.core import prepared


def pictures_of(topic: Topic) -> list[PostPicture]:
    """The pictures shown below a topic, in order; those its words hold themselves are left out."""
    rows = PostPicture.objects.filter(topic=topic).select_related("picture").order_by("position", "pk")
    return [row for row in rows if f"/pictures/{row.picture.puid}" not in topic.body]


def products_about(topic: Topic) -> list[Product]:
    """The products a topic is about."""

    def build(value: Any) -> QuerySet[Product]:
        about = Topic.about.through.objects.filter(topic_id=value.topic).values("product_id")
        return Product.objects.filter(pk__in=about).select_related("maker", "picture").order_by("pk")[:5]

    return prepared.find("products about", build, topic=topic.pk).objects()


def tags_of(topic: Topic) -> list[Tag]:
    """The tags of a topic."""

    def build(value: Any) -> QuerySet[Tag]:
        worn = Topic.tags.through.objects.filter(topic_id=value.topic).values("tag_id")
        return Tag.objects.filter(pk__in=worn).order_by("pk")

    return prepared.find("tags of", build, topic=topic.pk).objects()

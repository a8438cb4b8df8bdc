"""Pictures and products that belong to a topic."""

from goodword.catalog.models import Product
from goodword.conversations.models import PostPicture, Topic


def pictures_of(topic: Topic) -> list[PostPicture]:
    """The pictures shown below a topic, in order; those its words hold themselves are left out."""
    rows = PostPicture.objects.filter(topic=topic).select_related("picture").order_by("position", "pk")
    return [row for row in rows if f"/pictures/{row.picture.puid}" not in topic.body]


def products_about(topic: Topic) -> list[Product]:
    """The products a topic is about."""
    return list(topic.about.select_related("maker", "picture").order_by("pk")[:5])

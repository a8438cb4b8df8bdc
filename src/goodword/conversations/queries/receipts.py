"""The receipt of a review, for its writer alone."""

import hashlib
from typing import Any

from goodword.conversations.models import ReviewDetail, Topic
from goodword.core.errors import Missing
from goodword.core.models import Receipt
from goodword.core.viewer import Viewer


def receipt_of(topic_id: int, viewer: Viewer) -> dict[str, Any]:
    """{"topic", "detail", "receipt", "same"}: `same` says whether the words are still those that were received. Raises Missing."""
    topic = Topic.objects.filter(pk=topic_id, kind="review", author_id=viewer.id).first()
    receipt = Receipt.objects.filter(subject_puid=topic.puid).first() if topic else None
    if topic is None or receipt is None:
        raise Missing()
    detail = ReviewDetail.objects.select_related("product").get(topic=topic)
    first = topic.review_updates.order_by("at", "id").first()
    stars = first.stars_before if first else detail.stars
    parts = [str(stars), topic.title, topic.body, detail.pros, detail.cons]
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return {"topic": topic, "detail": detail, "receipt": receipt, "same": digest == receipt.digest}


def as_json(receipt: Receipt) -> dict[str, str]:
    """A receipt as programs keep it."""
    return {
        "receipt": receipt.puid,
        "review_puid": receipt.subject_puid,
        "hash": f"sha256:{receipt.digest}",
        "time": receipt.at.isoformat(timespec="seconds"),
    }

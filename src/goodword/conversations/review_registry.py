"""What reviews and products tell the house when it starts: a setting, what is held of a person, the words of their notices."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodword.catalog.models import Product, ReceiptClaim
from goodword.catalog.queries.products import visible_claims, visible_products
from goodword.conversations.models import ReviewDetail, Topic
from goodword.conversations.queries.visible import visible_topics
from goodword.core import personal
from goodword.core.settings_registry import declare
from goodword.core.viewer import Viewer
from goodword.notices.models import Notice
from goodword.notices.texts import Text, register

declare(
    "reviews.sub_ratings",
    list,
    [],
    "What a review can rate besides the whole, such as writing, story, edition; at most eight words.",
)


@personal.holds("conversations.reviews", gettext_lazy("Reviews you wrote"))
def _reviews(person_id: int) -> list[dict[str, Any]]:
    columns = (
        "topic_id",
        "reviewed_item",
        "stars",
        "pros",
        "cons",
        "sub_ratings",
        "verification",
        "has_connection",
        "written_at",
    )
    return list(ReviewDetail.objects.filter(author_id=person_id).order_by("pk").values(*columns))


def _product(notice: Notice, viewer: Viewer) -> Product | None:
    return visible_products(viewer).filter(pk=notice.about_id).first()


@register("review_wanted", sort="asks")
def review_wanted(notice: Notice, viewer: Viewer) -> Text | None:
    """Somebody would like to know what a thing is like that one has. Not said once one has reviewed it, or to Just Looking."""
    product = _product(notice, viewer)
    said = ReviewDetail.objects.filter(product_id=notice.about_id, author_id=viewer.id).exists()
    if product is None or said or viewer.just_looking:
        return None
    sentence = _("You have “%(title)s”, and nobody has said yet what it is like. Would you?")
    return Text(sentence % {"title": product.title}, product.get_absolute_url(), _("You bought it here."))


@register("owner_question", sort="asks")
def owner_question(notice: Notice, viewer: Viewer) -> Text | None:
    """Somebody asks about a thing one has. Not said once it is solved, or to Just Looking."""
    topic: Topic | None = visible_topics(viewer).filter(pk=notice.about_id, state="published").first()
    if topic is None or topic.solved_at is not None or viewer.just_looking:
        return None
    sentence = _("Somebody asks about something you have: “%(title)s”") % {"title": topic.title}
    return Text(sentence, topic.get_absolute_url(), _("You bought it here."))


@register("recall", sort="own", urgent=True)
def recall(notice: Notice, viewer: Viewer) -> Text | None:
    """Something one has was called back."""
    product = _product(notice, viewer)
    if product is None or not product.recall_note:
        return None
    sentence = _("“%(title)s” is called back. Please read what to do.") % {"title": product.title}
    return Text(sentence, product.get_absolute_url(), _("You bought it here."))


@register("receipt_decided", sort="own")
def receipt_decided(notice: Notice, viewer: Viewer) -> Text | None:
    """Staff looked at the receipt one showed."""
    claim = (
        visible_claims(viewer)
        .filter(pk=notice.about_id, person_id=viewer.id)
        .select_related("product")
        .first()
    )
    if claim is None or claim.state == ReceiptClaim.State.OPEN:
        return None
    values = {"title": claim.product.title, "reason": claim.reason}
    if claim.state == ReceiptClaim.State.CONFIRMED:
        sentence = _("Your receipt for “%(title)s” is confirmed.") % values
    else:
        sentence = _("Your receipt for “%(title)s” could not be confirmed: %(reason)s") % values
    return Text(sentence, claim.product.get_absolute_url(), _("You showed it."))

"""Reviews. Each submission leaves a receipt in its own transaction, and nothing here looks at the stars but to note them."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goodword.catalog.actions.ratings import rate, whole_stars
from goodword.catalog.models import Product, Purchase
from goodword.catalog.queries.products import purchase_of
from goodword.conversations import policy
from goodword.conversations.actions import _words
from goodword.conversations.actions.pictures import add_pictures, link_pictures
from goodword.conversations.actions.stars import settle_stars
from goodword.conversations.events import ReviewUpdated, ReviewVerified, TopicOpened
from goodword.conversations.models import ReviewDetail, ReviewUpdate, Topic
from goodword.core import clock, receipts
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.events import publish
from goodword.core.gate import Ref
from goodword.core.text import clean_line, plain
from goodword.people.models import Person, Picture
from goodword.people.queries import label_at, viewer_of

MOST_SUB_RATINGS = 8
STRENGTH = ["none", "vouched", "receipt", "order"]  # of ways to know, weakest first


@transaction.atomic
def submit_review(
    product: Product,
    *,
    by: Person,
    stars: Any,
    body: str,
    has_connection: bool | None,
    connection: str = "",
    title: str = "",
    pros: str = "",
    cons: str = "",
    sub_ratings: dict[str, Any] | None = None,
    pictures: list[tuple[Picture, str]] | None = None,
    friends_may_see: bool = True,
    html: str | None = None,
    origin: dict[str, str] | None = None,
    at: datetime | None = None,
) -> Topic:
    """Publish a review. It is public and on disk when this returns, whatever its stars.

    has_connection: the answer to "do you have a connection?", required; `connection` says which, in public words. origin: the columns
    source, source_id, source_link, licence of an import. Raises NotAllowed, Invalid, Conflict (one current review a person and product).
    """
    if not policy.can_open_topic(viewer_of(by)) and not by.source:
        raise NotAllowed(_("Please sign in first."))
    number, tie = whole_stars(stars), _connection(has_connection, connection)
    lines = {"pros": _line(pros, "pros"), "cons": _line(cons, "cons")}
    words, now = _words.words_of(body, html=html), at or clock.now()
    heading = _words.title_of(title) if title.strip() else first_words(words["body_html"])
    topic = Topic.objects.create(
        kind=Topic.Kind.REVIEW, author=by, written_as=label_of_reviewer(by, product, at), connection=tie,
        title=heading, created_at=now, active_at=now, **words, **(origin or {}),
    )  # fmt: skip
    topic.about.set([product])
    detail = {
        "topic": topic, "author": by, "product": product, "stars": number, "reviewed_item": reviewed_item(product),
        "has_connection": bool(has_connection), "sub_ratings": _sub_ratings(sub_ratings), "written_at": now,
        "verification": _known_by(by, product), **lines,
    }  # fmt: skip
    try:
        with transaction.atomic():
            review = ReviewDetail.objects.create(**detail)
    except IntegrityError as error:
        raise Conflict(_("You have reviewed this already. You can add to what you wrote.")) from error
    review.rating = rate(product, by=by, stars=number, friends_may_see=friends_may_see, at=now)
    review.save(update_fields=["rating"])
    settle_stars(topic)
    add_pictures(topic, pictures or [], by=by)
    link_pictures(topic)
    text = receipt_text(number, title=topic.title, body=topic.body, **lines)
    receipts.give(topic.puid, about=Ref("product", product.pk), text=text, at=now)
    publish(TopicOpened(topic_id=topic.pk, by_id=by.pk, kind=topic.kind))
    return topic


@transaction.atomic
def update_review(
    topic: Topic, *, by: Person, body: str, stars: Any, at: datetime | None = None
) -> ReviewUpdate:
    """Add dated words to one's own review, perhaps with other stars; the earlier ones stay readable. Raises NotAllowed, Invalid."""
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if not policy.can_update_review(viewer_of(by), topic):
        raise NotAllowed(_("Only its writer adds to a review."))
    number, words = whole_stars(stars), _words.words_of(body)
    detail = (
        ReviewDetail.objects.select_for_update(of=("self",))
        .select_related("product", "rating")
        .get(topic=topic)
    )
    now = at or clock.now()
    added = ReviewUpdate.objects.create(
        topic=topic, stars_before=detail.stars, stars_after=number, at=now, **words
    )
    if number != detail.stars and detail.rating is not None:
        rate(detail.product, by=by, stars=number, friends_may_see=detail.rating.friends_may_see, at=now)
    detail.stars = number
    detail.save(update_fields=["stars"])
    topic.edited_at, topic.active_at = now, max(topic.active_at, now)
    topic.save(update_fields=["edited_at", "active_at"])
    publish(
        ReviewUpdated(topic_id=topic.pk, by_id=by.pk, stars_before=added.stars_before, stars_after=number)
    )
    return added


@transaction.atomic
def vouch(topic: Topic, *, by: Person) -> ReviewDetail:
    """Staff say that the writer had the thing (they were served by them). Raises NotAllowed, Conflict (known better already)."""
    if not policy.can_vouch(viewer_of(by), topic):
        raise NotAllowed(_("Only staff who handle orders vouch, and not for themselves."))
    detail = ReviewDetail.objects.select_for_update().get(topic=topic)
    if detail.verification != "none":
        raise Conflict(_("It is known already how the writer had it."))
    return _verified(detail, "vouched", by.pk)


@transaction.atomic
def verify_by_purchase(purchase: Purchase) -> int:
    """A purchase became known: the buyer's review of it says so from now on. Returns how many reviews changed."""
    if purchase.person_id is None:
        return 0
    reviews = ReviewDetail.objects.select_for_update().filter(
        author_id=purchase.person_id, product_id=purchase.product_id, current=True
    )
    better = [r for r in reviews if STRENGTH.index(r.verification) < STRENGTH.index(purchase.proof)]
    for review in better:
        _verified(review, purchase.proof, purchase.person_id)
    return len(better)


def label_of_reviewer(by: Person, product: Product, at: datetime | None = None) -> str:
    """The label a text about this product carries for ever: staff, maker, champion or none."""
    label = label_at(by, at) or label_at(by) if at else label_at(by)
    if label != "staff" and product.maker is not None and product.maker.person_id == by.pk:
        return "maker"
    return label


def receipt_text(stars: int, *, title: str, body: str, pros: str, cons: str) -> str:
    """What the digest of a receipt is made of: five parts, one below the other. The receipt page says the same."""
    return "\n".join([str(stars), title, body, pros, cons])


def reviewed_item(product: Product) -> str:
    """The name of the thing at this moment; it stays with the review when products are merged (R14)."""
    variant = f" ({product.variant_name})" if product.variant_name else ""
    return f"{product.title}{variant}"[:500]


def first_words(html: str) -> str:
    """The name of a review without a title: how its text begins."""
    return plain(html, 60) or "…"


def _verified(detail: ReviewDetail, method: str, by_id: int) -> ReviewDetail:
    detail.verification = method
    detail.save(update_fields=["verification"])
    publish(ReviewVerified(topic_id=detail.topic_id, by_id=by_id, method=method))
    return detail


def _known_by(by: Person, product: Product) -> str:
    purchase = purchase_of(by.pk, product)
    return purchase.proof if purchase else "none"


def _connection(has: bool | None, words: str) -> str:
    if has is None:
        raise Invalid(_("Please say whether you have a connection: yes or no."), field="has_connection")
    tie = clean_line(words, 121)
    if has and not tie:
        raise Invalid(_("Say in a few words what connects you."), field="connection")
    if len(tie) > 120:
        raise Invalid(_("Please keep this to 120 characters."), field="connection")
    return tie if has else ""


def _line(text: str, field: str) -> str:
    line = clean_line(text, 301)
    if len(line) > 300:
        raise Invalid(_("Please keep this to 300 characters."), field=field)
    return line


def _sub_ratings(given: dict[str, Any] | None) -> dict[str, int]:
    clean: dict[str, int] = {}
    for name, stars in (given or {}).items():
        key = clean_line(str(name), 40)
        if not key or len(clean) >= MOST_SUB_RATINGS:
            raise Invalid(_("There are too many parts to rate."), field="sub_ratings")
        try:
            clean[key] = whole_stars(stars)
        except Invalid as error:
            raise Invalid(
                _("Choose one to five stars for each part, or none."), field=f"sub_{key}"
            ) from error
    return clean

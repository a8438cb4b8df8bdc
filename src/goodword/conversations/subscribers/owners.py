"""Those who have a thing hear of questions about it, of a missing first review, and of a recall (CA-5, CA-6, CA-7)."""

from goodword.catalog.events import ClaimDecided, PurchaseRecorded, RecallNoted
from goodword.catalog.models import Product, Purchase, ReceiptClaim
from goodword.catalog.queries.products import all_owners, recent_owners
from goodword.conversations.actions.owners import MOST_ASKED
from goodword.conversations.actions.reviews import verify_by_purchase
from goodword.conversations.events import OwnersAsked, TopicOpened
from goodword.conversations.models import ReviewDetail, Topic
from goodword.conversations.queries.visible import listed_topics
from goodword.core.events import on
from goodword.core.gate import Ref
from goodword.core.viewer import ANONYMOUS
from goodword.notices.actions import notify
from goodword.people.models import Person


@on(TopicOpened)
def route_a_question(event: TopicOpened) -> None:
    """A public question about a product goes to the five who bought it last, never to Just Looking."""
    if event.kind != Topic.Kind.QUESTION:
        return
    topic = listed_topics(ANONYMOUS).filter(pk=event.topic_id).first()
    told: set[int] = {event.by_id}
    for product in topic.about.all() if topic else ():
        owners = recent_owners(product, limit=MOST_ASKED, leave_out=frozenset(told))
        about, cause = Ref("topic", event.topic_id), f"topic:{event.topic_id}"
        notify(owners, "owner_question", about, cause=cause, actor_id=event.by_id)
        told |= set(owners)


@on(PurchaseRecorded)
def note_a_purchase(event: PurchaseRecorded) -> None:
    """A review by the buyer says from now on how they had it; without any review the buyer is asked for the first one."""
    purchase = Purchase.objects.filter(pk=event.purchase_id).first()
    if purchase is None or purchase.person_id is None:
        return
    verify_by_purchase(purchase)
    looking = Person.objects.filter(pk=purchase.person_id, just_looking=True).exists()
    reviewed = ReviewDetail.objects.filter(product_id=event.product_id, topic__state="published").exists()
    if not looking and not reviewed:
        _ask_for_a_review([purchase.person_id], event.product_id, None)


@on(OwnersAsked)
def ask_for_the_first_review(event: OwnersAsked) -> None:
    """The five who bought it last are asked, each once about a product."""
    product = Product.objects.get(pk=event.product_id)
    owners = recent_owners(product, limit=MOST_ASKED, leave_out=frozenset({event.by_id}))
    _ask_for_a_review(owners, product.pk, event.by_id)


@on(RecallNoted)
def warn_the_owners(event: RecallNoted) -> None:
    """Everybody who has it, those who are just looking too: it is about their safety, not about selling."""
    product = Product.objects.get(pk=event.product_id)
    cause = f"product:{product.pk}:{len(product.recall_note)}"
    notify(all_owners(product), "recall", Ref("product", product.pk), cause=cause, actor_id=event.by_id)


@on(ClaimDecided)
def tell_about_the_receipt(event: ClaimDecided) -> None:
    """Whoever showed a receipt hears what became of it."""
    claim = ReceiptClaim.objects.get(pk=event.claim_id)
    cause = f"claim:{claim.pk}"
    notify([claim.person_id], "receipt_decided", Ref("claim", claim.pk), cause=cause, actor_id=event.by_id)


def _ask_for_a_review(persons: list[int], product_id: int, asker: int | None) -> None:
    cause = f"product:{product_id}"
    notify(persons, "review_wanted", Ref("product", product_id), cause=cause, actor_id=asker)

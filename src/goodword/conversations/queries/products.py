"""The product page: who has it, what is asked about it, what friends gave it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce

from goodword.catalog.models import Product, Purchase, Rating
from goodword.catalog.queries.products import visible_products
from goodword.conversations.models import ReviewDetail, Topic
from goodword.conversations.queries import reviews
from goodword.conversations.queries.visible import listed_topics
from goodword.core.models import Receipt
from goodword.core.viewer import Viewer
from goodword.people.models import Follow


@dataclass
class ProductFigures:
    """The numbers of a product page, all true and open to what is behind them."""

    counts: dict[int, int]
    sums: dict[str, Any]
    owners: int

    @property
    def total(self) -> int:
        """How many stars are counted."""
        return sum(self.counts.values())

    @property
    def mean(self) -> float | None:
        """Their plain mean."""
        return reviews.mean_of(self.counts)

    @property
    def withheld(self) -> int:
        """How many reviews are withheld, under any rule."""
        return sum(self.sums["withheld"].values())


def product_for_page(pk: int, viewer: Viewer) -> Product | None:
    """One product with what its page needs of it: received, owner_count, i_follow, i_own, my_review (a topic id)."""
    rows = visible_products(viewer).select_related(
        "maker", "subject__parent", "picture", "successor", "variant_of"
    )
    received = Receipt.objects.filter(about_kind="product", about_id=OuterRef("pk")).order_by()
    who = Coalesce(Cast("person_id", CharField()), F("email"))
    owners = Purchase.objects.filter(product=OuterRef("pk")).order_by().values("product")
    rows = rows.annotate(
        received=Coalesce(Subquery(received.values("about_id").annotate(n=Count("pk")).values("n")), 0),
        owner_count=Coalesce(Subquery(owners.annotate(n=Count(who, distinct=True)).values("n")), 0),
        **_of_me(viewer),
    )
    return rows.filter(pk=pk).first()


def _of_me(viewer: Viewer) -> dict[str, Any]:
    if not viewer.signed_in:
        no = Value(False, output_field=BooleanField())
        return {"i_follow": no, "i_own": no}
    follow = Follow.objects.filter(person_id=viewer.id, kind="product", object_id=OuterRef("pk"))
    mine = ReviewDetail.objects.filter(product=OuterRef("pk"), author_id=viewer.id, current=True)
    return {
        "i_follow": Exists(follow),
        "i_own": Exists(Purchase.objects.filter(product=OuterRef("pk"), person_id=viewer.id)),
        "my_review": Subquery(mine.values("topic_id")[:1]),
    }


def figures(product: Product) -> ProductFigures:
    """The numbers of a product that `product_for_page` found."""
    received, owners = getattr(product, "received", None), getattr(product, "owner_count", 0)
    return ProductFigures(reviews.histogram(product), reviews.sums(product, received=received), owners)


def variants_of(product: Product) -> list[Product]:
    """The other shapes of the same thing, the original first."""
    base = product.variant_of_id or product.pk
    rows = Product.objects.filter(Q(pk=base) | Q(variant_of_id=base)).exclude(pk=product.pk)
    return list(rows.order_by(F("variant_of").asc(nulls_first=True), "variant_name", "pk")[:20])


def questions_about(product: Product, viewer: Viewer, limit: int = 5) -> QuerySet[Topic]:
    """What is asked about a product, the liveliest first."""
    rows = listed_topics(viewer).filter(kind="question", about=product, duplicate_of__isnull=True)
    return rows.select_related("author").order_by("-active_at", "-id")[:limit]


def friends_rated(product: Product, viewer: Viewer, limit: int = 5) -> list[Rating]:
    """The stars of friends (each follows the other) who let friends see them, of public reviews only (CA-4)."""
    if not viewer.signed_in:
        return []
    followed = Follow.objects.filter(person_id=viewer.id, kind="person").values("object_id")
    following_me = Follow.objects.filter(kind="person", object_id=viewer.id).values("person_id")
    rows = Rating.objects.filter(product=product, counted=True, friends_may_see=True)
    rows = rows.filter(person_id__in=followed).filter(person_id__in=following_me)
    return list(rows.select_related("person").order_by("-at", "-id")[:limit])

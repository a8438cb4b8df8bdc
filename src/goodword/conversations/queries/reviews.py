"""Reviews as a viewer may see them: lists, one review, and the sums every product page shows (law 3)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodword.catalog.models import Product
from goodword.conversations.models import Draft, PostPicture, Reply, ReviewDetail, ReviewUpdate, Topic, Vote
from goodword.conversations.queries.rules import RuleWords, rule_of
from goodword.conversations.queries.undo import with_fresh_reply
from goodword.conversations.queries.visible import replies_open_to, topics_open_to
from goodword.core import receipts
from goodword.core.errors import Invalid
from goodword.core.gate import Ref
from goodword.core.paging import Page, page_by_key
from goodword.core.text import plain
from goodword.core.viewer import Viewer

FORMULA = "plain-mean-1"  # the mean of all counted stars, each as heavy as the other (R16)
# The published orders. Only the two that say so look at the stars (law 1).
SORTS: dict[str, list[str]] = {
    "newest": ["-written_at", "-id"],
    "helpful": ["-topic__helpful_count", "-written_at", "-id"],
    "stars": ["stars", "-written_at", "-id"],
    "stars-down": ["-stars", "-written_at", "-id"],
    "bought": ["-written_at", "-id"],
}
BOUGHT = ("order", "receipt")
SIZE = 10  # reviews a page


@dataclass
class Shown:
    """One review as a page shows it. Where `rule` is set it is a tombstone, and nothing of the text is shown."""

    detail: ReviewDetail
    topic: Topic
    number: int = 0  # public reviews of its writer
    since: datetime | None = None  # the first of them
    answers: list[Reply] = field(default_factory=list)  # the shop's one answer first, then the maker's
    my_vote: int = 0
    mine: bool = False
    counted: bool = False
    rule: RuleWords | None = None

    @property
    def heading(self) -> str:
        """The title its writer gave; "" where it is only the beginning of the text."""
        begins = self.topic.title.rstrip("…")
        return "" if begins and plain(self.topic.body_html).startswith(begins) else self.topic.title


def visible_reviews(viewer: Viewer) -> QuerySet[ReviewDetail]:
    """Reviews that stand and that `viewer` may see."""
    return ReviewDetail.objects.filter(topics_open_to(viewer, "topic__"), topic__state="published")


def review_page(
    viewer: Viewer, *, product: Product | None = None, sort: str = "newest", stars: str = "", after: str = "",
    size: int = SIZE,
) -> Page[ReviewDetail]:  # fmt: skip
    """A page of reviews in a published order, of one product or of all.

    A withheld review keeps its place as a tombstone, except where the choice is by stars: its stars play no part.
    Raises Invalid on an unknown order, stars or token.
    """
    if sort not in SORTS or stars not in {"", "1", "2", "3", "4", "5"}:
        raise Invalid(_("There is no such order."))
    standing = Q(topic__state="published") & topics_open_to(viewer, "topic__")
    by_stars = bool(stars) or sort.startswith("stars")
    rows = ReviewDetail.objects.filter(
        standing if by_stars or product is None else standing | Q(topic__state="withheld")
    )
    rows = rows.filter(product=product) if product is not None else rows
    rows = rows.filter(stars=int(stars)) if stars else rows
    rows = rows.filter(verification__in=BOUGHT) if sort == "bought" else rows
    return page_by_key(dressed(rows, viewer), SORTS[sort], after, size)


def dressed(rows: QuerySet[ReviewDetail], viewer: Viewer) -> QuerySet[ReviewDetail]:
    """Reviews with all that a page shows of one, in a number of queries that does not grow with theirs."""
    texts = ("topic__author", "topic__withholding__leaf", "topic__imported_tally")
    related = (*texts, "rating", "product__maker", "product__picture")
    pictures = PostPicture.objects.select_related("picture").order_by("position", "id")
    answers = Reply.objects.filter(replies_open_to(viewer), state="published", parent__isnull=True)
    answers = answers.filter(Q(official=True) | Q(written_as="maker")).select_related("author")
    rows = rows.select_related(*related).prefetch_related(
        Prefetch("topic__review_updates", ReviewUpdate.objects.order_by("at", "id")),
        Prefetch("topic__pictures", pictures),
        Prefetch(
            "topic__replies", answers.order_by("-official", "created_at", "id"), to_attr="company_answers"
        ),
    )
    if viewer.signed_in:
        mine = Vote.objects.filter(topic=OuterRef("topic_id"), person_id=viewer.id).values("value")[:1]
        rows = rows.annotate(my_vote=Subquery(mine))
    return rows


def shown(details: list[ReviewDetail], viewer: Viewer) -> list[Shown]:
    """Dressed reviews as a page shows them; one query counts what their writers wrote."""
    authors = {detail.author_id for detail in details}
    public = Topic.objects.filter(
        kind="review", state="published", audience="everyone", author_id__in=authors
    )
    counted = public.order_by().values_list("author_id").annotate(n=Count("pk"), since=Min("created_at"))
    written = {author: (n, since) for author, n, since in counted} if authors else {}
    return [_shown(detail, viewer, *written.get(detail.author_id, (0, None))) for detail in details]


def _shown(detail: ReviewDetail, viewer: Viewer, number: int, since: datetime | None) -> Shown:
    topic = detail.topic
    if topic.state == "withheld" and topic.withholding is not None:
        mine = viewer.signed_in and topic.author_id == viewer.id
        return Shown(detail, topic, mine=mine, rule=rule_of(topic.withholding))
    return Shown(
        detail,
        topic,
        number,
        since,
        answers=getattr(topic, "company_answers", []),
        my_vote=getattr(detail, "my_vote", None) or 0,
        mine=viewer.signed_in and topic.author_id == viewer.id,
        counted=bool(detail.rating and detail.rating.counted),
    )


def review_of_topic(pk: int, viewer: Viewer) -> ReviewDetail | None:
    """One review with its topic, in any state; the view decides what its state means to `viewer`."""
    rows = dressed(ReviewDetail.objects.filter(topic__audience="everyone"), viewer)
    rows = with_fresh_reply(rows.select_related("topic__withdrawal", "topic__space"), viewer, "topic_id")
    if viewer.signed_in:
        draft = Draft.objects.filter(person_id=viewer.id, key=f"topic-{pk}")
        rows = rows.annotate(my_draft=Subquery(draft.values("fields")[:1]))
    return rows.filter(topic_id=pk).first()


def own_review(viewer: Viewer, product: Product) -> ReviewDetail | None:
    """The current review of a product by `viewer`."""
    if not viewer.signed_in:
        return None
    rows = ReviewDetail.objects.select_related("topic")
    return rows.filter(author_id=viewer.id, product=product, current=True).first()


def sums(product: Product, *, received: int | None = None) -> dict[str, Any]:
    """received, published, withheld {rule: n}, withdrawn: received is the number of receipts, the rest are counted from states.

    Besides: `apart`, the public reviews whose stars are not counted, {"staff" | "maker" | "connection": (n, sum of stars)}.
    """
    states = ReviewDetail.objects.filter(product=product).order_by()
    grouped = states.values_list(
        "topic__state", "topic__withholding__rule", "topic__written_as", "has_connection"
    )
    counts: dict[str, Any] = {"published": 0, "withheld": {}, "withdrawn": 0, "apart": {}}
    for state, rule, label, connected, n, stars in grouped.annotate(n=Count("pk"), total=Sum("stars")):
        if state == "withheld":
            counts["withheld"][rule] = counts["withheld"].get(rule, 0) + n
            continue
        counts[state] += n
        why = label if label in ("staff", "maker") else "connection" if connected else ""
        if state == "published" and why:
            before = counts["apart"].get(why, (0, 0))
            counts["apart"][why] = (before[0] + n, before[1] + stars)
    counts["received"] = receipts.received(Ref("product", product.pk)) if received is None else received
    return counts


def histogram(product: Product) -> dict[int, int]:
    """How many counted ratings have each number of stars, five first."""
    rows = product.ratings.filter(counted=True).order_by().values_list("stars").annotate(n=Count("pk"))
    found = dict(rows)
    return {stars: found.get(stars, 0) for stars in range(5, 0, -1)}


def mean_of(counts: dict[int, int]) -> float | None:
    """`plain-mean-1`: the sum of all counted stars divided by their number; None without any."""
    total = sum(counts.values())
    return sum(stars * n for stars, n in counts.items()) / total if total else None


def verification_words(method: str) -> str:
    """How we know that the writer had it, in words; "" for none."""
    words = {
        "order": _("Bought here, order"),
        "receipt": _("Bought here, receipt"),
        "vouched": _("Vouched for by staff"),
    }
    return words.get(method, "")


def span_words(span: timedelta) -> str:
    """A time that passed: "1 h 10 min", "3 days"."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 60:
        return _("%(n)s min") % {"n": minutes}
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return _("%(h)s h %(m)s min") % {"h": hours, "m": minutes} if minutes else _("%(h)s h") % {"h": hours}
    days = hours // 24
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}

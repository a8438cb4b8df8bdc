"""Shelves: what stands on one, in which order, and how many of each choice. The cost does not grow with the catalogue."""

from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from goodword.catalog.models import Maker, Product, ShelfCount, Subject
from goodword.catalog.queries.products import visible_products, visible_subjects
from goodword.core.errors import Invalid
from goodword.core.paging import Page, behind, page_by_key
from goodword.core.viewer import Viewer

ORDERS = {
    "reviews": ["-rating_count", "-id"],
    "title": ["sort_title", "id"],
    "newest": ["-added_at", "-id"],
}
SIZE = 24  # products a page
MOST_MAKERS = 12
FEW = 2000  # up to as many products a narrowed shelf is counted anew; beyond that its choices stand without numbers
MOST_LEGS = 200  # subjects of one branch read side by side


@dataclass(frozen=True)
class Choice:
    """What somebody narrowed a shelf to. Raises nothing: `read` does."""

    maker: int | None = None
    band: int | None = None  # whole stars of the mean; 0: without reviews
    in_stock: bool = False
    order: str = "reviews"

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order was chosen."""
        return self.maker is not None or self.band is not None or self.in_stock


@dataclass
class Facets:
    """Choices with their counts; None for a count that would cost too much to know."""

    makers: list[tuple[Maker, int | None]] = field(default_factory=list)
    bands: dict[int, int | None] = field(default_factory=dict)
    in_stock: int | None = None


def read_choice(given: Any) -> Choice:
    """The choice in a query string. Raises Invalid on what is not one."""
    maker, stars, order = given.get("maker", ""), given.get("stars", ""), given.get("sort", "reviews")
    good_maker = not maker or (maker.isascii() and maker.isdigit() and len(maker) < 18)
    if not good_maker or stars not in {"", "0", "1", "2", "3", "4"} or order not in ORDERS:
        raise Invalid(_("There is no such choice."))
    return Choice(
        maker=int(maker) if maker else None,
        band=int(stars) if stars else None,
        in_stock=given.get("stock") == "1",
        order=order,
    )


def subject_by_slug(slug: str, viewer: Viewer) -> Subject | None:
    """One shelf with the one above it."""
    return visible_subjects(viewer).select_related("parent").filter(slug=slug).first()


def tree(viewer: Viewer) -> list[tuple[Subject, list[Subject]]]:
    """The first two levels of shelves in the order of the house."""
    rows = visible_subjects(viewer).order_by("position", "name", "pk")
    rows = rows.filter(Q(parent__isnull=True) | Q(parent__parent__isnull=True))
    below: dict[int, list[Subject]] = {}
    tops = []
    for subject in rows:
        if subject.parent_id is None:
            tops.append(subject)
        else:
            below.setdefault(subject.parent_id, []).append(subject)
    return [(top, below.get(top.pk, [])) for top in tops]


def fronts(
    tree: list[tuple[Subject, list[Subject]]], viewer: Viewer, size: int = 8
) -> dict[int, list[Product]]:
    """What stands at the front of each first-level shelf: the most reviewed of it and of the shelves right below."""
    shelves = [(top.pk, subject) for top, below in tree for subject in (top, *below)][:MOST_LEGS]
    legs = [_in([subject], viewer) for _top, subject in shelves if subject.product_count]
    first = _first_of_each(legs, ORDERS["reviews"], "", size)
    rows = visible_products(viewer).filter(pk__in=first).select_related("maker", "picture", "subject")
    found: dict[int, list[Product]] = {}
    for product in rows.order_by("-rating_count", "-id"):
        row = found.setdefault(product.subject.branch[0] if product.subject else 0, [])
        if len(row) < size:
            row.append(product)
    return found


def branch_of(subject: Subject, viewer: Viewer) -> list[Subject]:
    """A shelf and all below it: one range of the index over `path`."""
    rows = visible_subjects(viewer).filter(path__gte=subject.path, path__lt=subject.path[:-1] + "0")
    return list(rows.order_by("position", "name", "pk"))


def on_shelf(branch: list[Subject], choice: Choice, viewer: Viewer, after: str = "") -> Page[Product]:
    """A page of the products of a branch. Raises Invalid on a token that is not ours."""
    order = ORDERS[choice.order]
    if len(branch) == 1 or choice.maker is not None or len(branch) > MOST_LEGS:
        rows = _narrow(_in(branch, viewer), choice).select_related("maker", "picture")
        return page_by_key(rows, order, after, SIZE)
    legs = [_narrow(_in([subject], viewer), choice) for subject in branch if subject.product_count]
    first = _first_of_each(legs, order, after)
    rows = visible_products(viewer).filter(pk__in=first).select_related("maker", "picture")
    return page_by_key(rows, order, after, SIZE)


def facets(subject: Subject, branch: list[Subject], choice: Choice, viewer: Viewer) -> Facets:
    """The choices of a shelf with their counts: kept ones for the whole of it, counted ones for a small part of it."""
    if choice.narrowed:
        return _counted(branch, choice, viewer)
    rows = ShelfCount.objects.filter(subject=subject, count__gt=0)
    makers = rows.filter(facet="maker").order_by("-count", "key").values_list("key", "count")[:MOST_MAKERS]
    named = _named({int(key): count for key, count in makers})
    others = {
        (facet, key): n for facet, key, n in rows.exclude(facet="maker").values_list("facet", "key", "count")
    }
    bands: dict[int, int | None] = {band: others.get(("stars", str(band)), 0) for band in (4, 3, 2, 1, 0)}
    bands[4] = (bands[4] or 0) + others.get(("stars", "5"), 0)
    return Facets(named, bands, others.get(("stock", "1"), 0))


def _named(counts: dict[int, int]) -> list[tuple[Maker, int | None]]:
    makers = Maker.objects.in_bulk(counts)
    return [(makers[pk], count) for pk, count in counts.items() if pk in makers]


def _counted(branch: list[Subject], choice: Choice, viewer: Viewer) -> Facets:
    part = _narrow(_in(branch, viewer), choice).order_by()
    columns = ("maker_id", "stock", "rating_count", "rating_sum")
    rows = list(part.values_list(*columns)[: FEW + 1])
    if len(rows) > FEW:
        return Facets([], dict.fromkeys((4, 3, 2, 1, 0)), None)
    bands: dict[int, int | None] = dict.fromkeys((4, 3, 2, 1, 0), 0)
    makers: dict[int, int] = {}
    in_stock = 0
    for maker, stock, count, total in rows:
        band = min(total // count, 4) if count else 0
        bands[band] = (bands[band] or 0) + 1
        in_stock += bool(stock)
        if maker is not None:
            makers[maker] = makers.get(maker, 0) + 1
    most = sorted(makers.items(), key=lambda entry: (-entry[1], entry[0]))[:MOST_MAKERS]
    return Facets(_named(dict(most)), bands, in_stock)


def _in(branch: list[Subject], viewer: Viewer) -> QuerySet[Product]:
    rows = visible_products(viewer).filter(variant_of__isnull=True)
    return rows.filter(subject=branch[0]) if len(branch) == 1 else rows.filter(subject__in=branch)


def _narrow(rows: QuerySet[Product], choice: Choice) -> QuerySet[Product]:
    if choice.maker is not None:
        rows = rows.filter(maker_id=choice.maker)
    if choice.in_stock:
        rows = rows.filter(stock__gt=0)
    if choice.band == 0:
        return rows.filter(rating_count=0)
    if choice.band is not None:
        rows = rows.filter(rating_count__gt=0, rating_sum__gte=F("rating_count") * choice.band)
        if choice.band < 4:
            rows = rows.filter(rating_sum__lt=F("rating_count") * (choice.band + 1))
    return rows


def _first_of_each(
    legs: list[QuerySet[Product]], order: list[str], after: str, size: int = SIZE + 1
) -> list[int]:
    """The ids that come first behind `after` in each leg: each leg is one short range of an index, so the size of none matters."""
    parts: list[str] = []
    arguments: list[Any] = []
    for leg in legs:
        rows = behind(leg, order, after).values_list("pk")[:size]
        sql, more = rows.query.sql_with_params()
        parts.append("".join(["SELECT * FROM (", sql, f") AS leg{len(parts)}"]))
        arguments += more
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), arguments)
        return [row[0] for row in cursor.fetchall()]


def makers_products(maker: Maker, viewer: Viewer, after: str = "") -> Page[Product]:
    """What a maker made, the most reviewed first."""
    rows = (
        visible_products(viewer)
        .filter(maker=maker, variant_of__isnull=True)
        .select_related("maker", "picture")
    )
    return page_by_key(rows, ORDERS["reviews"], after, SIZE)


def count_of_maker(maker: Maker, viewer: Viewer) -> int:
    """How many products a maker has here."""
    rows = visible_products(viewer).filter(maker=maker, variant_of__isnull=True)
    return rows.aggregate(n=Count("pk"))["n"] or 0

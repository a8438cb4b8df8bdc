"""Products and their reviews."""

from typing import Annotated, Literal

from django.db.models import QuerySet
from ninja import Query

from goodword.catalog import models
from goodword.catalog.queries.products import visible_products
from goodword.connect.api import telling
from goodword.connect.api.conversations import page_of_reviews
from goodword.connect.api.doors import BAD, NOT_FOUND, reads
from goodword.connect.api.paging import After, Id, Limit, only, page
from goodword.connect.api.shapes import Product, ProductReviews, Products, Told
from goodword.conversations.queries import reviews
from goodword.conversations.queries.products import figures, product_for_page
from goodword.core.errors import Missing
from goodword.core.http import Request

ORDERS = {"newest": ["-added_at", "-id"], "reviews": ["-rating_count", "-id"]}


@reads("/products", Products, BAD, tag="products")
def products(
    request: Request, limit: Limit, after: After,
    sort: Annotated[Literal["newest", "reviews"], Query("newest")],
) -> Told:  # fmt: skip
    """All products."""
    only(request, "sort", "limit", "after")
    return page(
        request,
        _rows(request),
        ORDERS[sort],
        lambda found: telling.products(found, request),
        after=after,
        limit=limit,
    )


@reads("/products/{int:product_id}", Product, NOT_FOUND, BAD, tag="products")
def product(request: Request, product_id: Id) -> Told:
    """One product."""
    only(request)
    told = telling.products(_rows(request).filter(pk=product_id), request)
    if not told:
        raise Missing()
    return told[0]


@reads("/products/{int:product_id}/reviews", ProductReviews, NOT_FOUND, BAD, tag="products")
def product_reviews(
    request: Request, product_id: Id, limit: Limit, after: After,
    sort: Annotated[Literal["newest", "helpful", "stars", "stars-down"], Query("newest")],
) -> Told:  # fmt: skip
    """The reviews of one product, and what became of all that were received."""
    only(request, "sort", "limit", "after")
    about = product_for_page(product_id, request.viewer)
    if about is None:
        raise Missing()
    rows = reviews.visible_reviews(request.viewer).filter(product=about)
    told = figures(about)
    return page_of_reviews(request, rows, sort, after=after, limit=limit) | {
        "product": telling.product_line(about, request),
        **{name: told.sums[name] for name in ("received", "published", "withheld", "withdrawn")},
        "rating_count": told.total,
        "mean": told.mean,
        "histogram": {str(stars): count for stars, count in told.counts.items()},
        "formula": reviews.FORMULA,
    }


def _rows(request: Request) -> QuerySet[models.Product]:
    return visible_products(request.viewer).select_related("maker", "subject")

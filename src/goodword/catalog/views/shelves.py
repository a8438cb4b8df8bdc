"""The shelves, the makers, the covers."""

from typing import Any

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from goodword.catalog.covers import cover_svg
from goodword.catalog.models import Subject
from goodword.catalog.queries import products, shelves
from goodword.core.audience import public
from goodword.core.errors import Missing
from goodword.core.http import Request
from goodword.core.text import slug as slug_of

COVER_POLICY = "default-src 'none'; sandbox"
A_YEAR = "public, max-age=31536000, immutable"


@public
def shelf_list(request: Request) -> HttpResponse:
    """All shelves with how many things stand on each."""
    tree = shelves.tree(request.viewer)
    total = sum(top.product_count for top, _below in tree)
    fronts = shelves.fronts(tree, request.viewer)
    rows = [(top, below, fronts.get(top.pk, [])) for top, below in tree]
    return render(request, "catalog/shelves.html", {"rows": rows, "total": total})


@public
def shelf(request: Request, slug: str) -> HttpResponse:
    """What stands on one shelf and below it, narrowed as asked."""
    subject = shelves.subject_by_slug(slug, request.viewer)
    if subject is None:
        raise Missing()
    choice = shelves.read_choice(request.GET)
    branch = shelves.branch_of(subject, request.viewer)
    page = shelves.on_shelf(branch, choice, request.viewer, request.GET.get("after", ""))
    context = {
        "subject": subject,
        "below": [other for other in branch if other.parent_id == subject.pk],
        "products": page.rows,
        "next": page.next,
        "choice": choice,
        "orders": _orders(choice),
        **_narrowing(subject, branch, choice, request),
    }
    return render(request, "catalog/shelf.html", context)


def _narrowing(
    subject: Subject, branch: list[Subject], choice: shelves.Choice, request: Request
) -> dict[str, Any]:
    found = shelves.facets(subject, branch, choice, request.viewer)
    words = {
        4: _("4 to 5 stars"),
        3: _("3 to 4 stars"),
        2: _("2 to 3 stars"),
        1: _("1 to 2 stars"),
        0: _("no reviews yet"),
    }
    bands = [
        (band, words[band], count) for band, count in found.bands.items() if count or choice.band == band
    ]
    return {"makers": found.makers, "bands": bands, "in_stock": found.in_stock}


def _orders(choice: shelves.Choice) -> list[tuple[str, str, bool]]:
    words = {"reviews": _("Most reviewed"), "title": _("By title"), "newest": _("Newest here")}
    return [(order, label, choice.order == order) for order, label in words.items()]


@public
def maker(request: Request, pk: int, slug: str = "") -> HttpResponse:
    """What somebody made."""
    found = products.visible_makers(request.viewer).select_related("person").filter(pk=pk).first()
    if found is None:
        raise Missing()
    if slug != slug_of(found.name):
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    page = shelves.makers_products(found, request.viewer, request.GET.get("after", ""))
    context = {
        "maker": found,
        "products": page.rows,
        "next": page.next,
        "count": shelves.count_of_maker(found, request.viewer),
    }
    return render(request, "catalog/maker.html", context)


@public
def cover(request: Request, pk: int) -> HttpResponse:
    """The drawn cover of a product. Its address carries a version, so it may be kept for a year."""
    found = products.visible_products(request.viewer).select_related("maker").filter(pk=pk).first()
    if found is None:
        raise Missing()
    design = found.cover_design if found.cover_design is not None else found.pk
    svg = cover_svg(found.title, found.maker.name if found.maker else "", design, found.pk)
    headers = {"Content-Security-Policy": COVER_POLICY, "Cache-Control": A_YEAR}
    return HttpResponse(svg, content_type="image/svg+xml", headers=headers)

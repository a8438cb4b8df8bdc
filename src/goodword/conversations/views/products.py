"""The product page. The catalogue gives the thing; what is said of it is here."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from goodword.catalog.actions.claims import claim_purchase
from goodword.catalog.models import Product
from goodword.conversations.actions.owners import ask_owners
from goodword.conversations.answering import SeeOther, writer
from goodword.conversations.forms.reviews import ReceiptClaimForm
from goodword.conversations.queries import products, review_markup, reviews
from goodword.core.audience import members, public
from goodword.core.errors import Missing, Refused
from goodword.core.http import Request
from goodword.core.text import tail
from goodword.people.actions.pictures import keep_picture


def product_or_404(request: Request, pk: int) -> Product:
    """The product of an address. Raises Missing."""
    found = products.product_for_page(pk, request.viewer)
    if found is None:
        raise Missing()
    return found


@public
def short_product(request: Request, pk: int) -> HttpResponse:
    """The short address of a product leads to its page."""
    return HttpResponsePermanentRedirect(product_or_404(request, pk).get_absolute_url())


@public
def product(request: Request, pk: int, slug: str = "") -> HttpResponse:
    """One product: what it is, what people say of it, what they ask."""
    found = product_or_404(request, pk)
    if slug != tail(found.title):
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    context = product_context(request, found)
    return render(request, "conversations/product.html", context)


def product_context(request: Request, found: Product) -> dict[str, Any]:
    """All that the product page shows."""
    viewer = request.viewer
    sort, stars = request.GET.get("sort", "newest"), request.GET.get("stars", "")
    page = reviews.review_page(
        viewer, product=found, sort=sort, stars=stars, after=request.GET.get("after", "")
    )
    listed = reviews.shown(page.rows, viewer)
    figures = products.figures(found)
    markup = review_markup.product_markup(found, figures, listed, settings.GOODWORD_SITE_URL)
    return {
        "product": found,
        "figures": figures,
        "sum_counts": {**figures.sums, "withheld": figures.withheld},
        "reviews": listed,
        "next": page.next,
        "sort": sort,
        "stars": stars,
        "sort_tabs": sort_tabs(found, sort),
        "variants": products.variants_of(found),
        "questions": products.questions_about(found, viewer),
        "friends": products.friends_rated(found, viewer),
        "my_review": getattr(found, "my_review", None),
        "markup": review_markup.as_script(markup),
        "canonical_url": settings.GOODWORD_SITE_URL + found.get_absolute_url(),
    }


def sort_tabs(found: Product, sort: str) -> list[dict[str, Any]]:
    """The published orders as links; "by stars" turns round when chosen again."""
    base = found.get_absolute_url()
    turned = "stars-down" if sort == "stars" else "stars"
    tabs = [
        (_("Newest"), base, sort == "newest"),
        (_("Most helpful"), f"{base}?sort=helpful", sort == "helpful"),
        (_("By stars, highest first") if sort == "stars-down" else _("By stars"), f"{base}?sort={turned}",
         sort.startswith("stars")),
        (_("Bought here"), f"{base}?sort=bought", sort == "bought"),
    ]  # fmt: skip
    return [{"label": label, "url": f"{url}#reviews", "current": current} for label, url, current in tabs]


@members
def ask_the_owners(request: Request, pk: int) -> HttpResponse:
    """Ask those who have it to write the first review."""
    found = product_or_404(request, pk)
    if request.method != "POST":
        return SeeOther(found.get_absolute_url())
    asked = ask_owners(found, by=writer(request))
    return SeeOther(f"{found.get_absolute_url()}?asked={asked}")


@members
def claim(request: Request, pk: int) -> HttpResponse:
    """Show a receipt, so that a review can say "bought here"."""
    found = product_or_404(request, pk)
    form = ReceiptClaimForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            file = form.cleaned_data["picture"]
            picture = keep_picture(file, by=writer(request), size=file.size) if file else None
            claim_purchase(found, by=writer(request), words=form.cleaned_data["words"], picture=picture)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            return SeeOther(f"{found.get_absolute_url()}?receipt=shown")
    context = {"form": form, "product": found, "action": reverse("conversations:claim", args=[pk])}
    return render(request, "conversations/product_claim.html", context, status=422 if form.errors else 200)

"""The desk: products and recalls."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from goodword.catalog.actions import products as verbs
from goodword.catalog.desk.forms_page import form_page
from goodword.catalog.forms import ProductForm, RecallForm
from goodword.catalog.models import Product
from goodword.catalog.queries.products import product_by_id, visible_products
from goodword.core import search
from goodword.core.audience import staff
from goodword.core.errors import Missing
from goodword.core.http import Request
from goodword.core.paging import page_by_key
from goodword.people.actions.pictures import keep_picture


def _product(request: Request, pk: int) -> Product:
    found = product_by_id(pk, request.viewer)
    if found is None:
        raise Missing()
    return found


def _facts(form: ProductForm, request: Request) -> dict[str, Any]:
    """The facts of the form; an upload becomes the picture, a tick takes it away."""
    facts = dict(form.cleaned_data)
    file, drawn = facts.pop("picture"), facts.pop("drawn")
    if file:
        facts["picture"] = keep_picture(file, by=request.user, alt=facts["title"], size=file.size)
    elif drawn:
        facts["picture"] = None
    return facts


@staff("catalog.edit")
def desk_products(request: Request) -> HttpResponse:
    """Find a product to change; without words the newest ones."""
    words = request.GET.get("q", "")[:200]
    rows = visible_products(request.viewer).select_related("maker", "subject", "picture")
    if words:
        ids = [hit.ref.id for hit in search.find(words, request.viewer, facets=["product"], limit=30).hits]
        found = {product.pk: product for product in rows.filter(pk__in=ids)}
        listed, further = [found[pk] for pk in ids if pk in found], ""
    else:
        page = page_by_key(rows, ["-added_at", "-id"], request.GET.get("after", ""), 30)
        listed, further = page.rows, page.next
    return render(request, "catalog/desk_products.html", {"products": listed, "next": further, "q": words})


@staff("catalog.edit")
def desk_new_product(request: Request) -> HttpResponse:
    """Put a product on the shelves."""
    form = ProductForm(request.POST or None, request.FILES or None)

    def do() -> str:
        return verbs.add_product(by=request.user, **_facts(form, request)).get_absolute_url()

    return form_page(request, form, _("A new product"), _("Put it on the shelf"), do)


@staff("catalog.edit")
def desk_product(request: Request, pk: int) -> HttpResponse:
    """Change a product."""
    product = _product(request, pk)
    form = ProductForm(request.POST, request.FILES) if request.method == "POST" else ProductForm.of(product)

    def do() -> str:
        return verbs.change_product(product, by=request.user, **_facts(form, request)).get_absolute_url()

    return form_page(request, form, _("Change a product"), _("Save it"), do, product=product)


@staff("catalog.edit")
def desk_recall(request: Request, pk: int) -> HttpResponse:
    """Call a product back, or end the recall."""
    product = _product(request, pk)
    form = RecallForm(request.POST or None, initial={"note": product.recall_note})

    def do() -> str:
        verbs.note_recall(product, by=request.user, note=form.cleaned_data["note"])
        return product.get_absolute_url()

    return form_page(
        request,
        form,
        _("Call it back"),
        _("Save it"),
        do,
        product=product,
        back=reverse("catalog:desk_products"),
    )

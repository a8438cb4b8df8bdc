"""The desk: receipts that people showed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from goodword.catalog.actions.claims import confirm_claim, decline_claim
from goodword.catalog.desk.forms_page import form_page
from goodword.catalog.forms import ClaimForm
from goodword.catalog.queries.products import visible_claims
from goodword.core.audience import staff
from goodword.core.errors import Missing
from goodword.core.http import Request


@staff("orders.confirm")
def desk_claims(request: Request) -> HttpResponse:
    """Receipts nobody has looked at, the oldest first."""
    rows = (
        visible_claims(request.viewer)
        .filter(state="open")
        .select_related("person__picture", "product__maker")
    )
    return render(request, "catalog/desk_claims.html", {"claims": rows.order_by("made_at", "pk")[:200]})


@staff("orders.confirm")
def desk_claim(request: Request, pk: int) -> HttpResponse:
    """Look at one receipt: confirm it, or decline with a reason."""
    rows = visible_claims(request.viewer).filter(state="open")
    claim = (
        rows.select_related("person__picture", "product__maker", "product__picture", "picture")
        .filter(pk=pk)
        .first()
    )
    if claim is None:
        raise Missing()
    form = ClaimForm(request.POST or None)

    def do() -> str:
        data = form.cleaned_data
        if request.POST.get("decision") == "confirm":
            confirm_claim(claim, by=request.user, number=data["number"])
        else:
            decline_claim(claim, by=request.user, reason=data["reason"])
        return reverse("catalog:desk_claims")

    return form_page(request, form, _("A receipt"), _("Confirm it"), do, claim=claim)

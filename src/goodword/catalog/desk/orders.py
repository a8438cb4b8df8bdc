"""The desk: a file of orders, tried first."""

from django.http import HttpResponse
from django.shortcuts import render

from goodword.catalog.actions.orders import MAX_BYTES, import_orders
from goodword.catalog.forms import OrdersForm
from goodword.core.audience import staff
from goodword.core.errors import Invalid
from goodword.core.http import Request

LISTED = 200  # refused lines shown


@staff("orders.confirm")
def desk_orders(request: Request) -> HttpResponse:
    """Take a file of orders; the report says what each line became."""
    form = OrdersForm(request.POST or None, request.FILES or None, initial={"dry_run": True})
    report = None
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read(MAX_BYTES + 1)
        try:
            report = import_orders(content, by=request.user, dry_run=form.cleaned_data["dry_run"])
        except Invalid as refused:
            form.add_error("file", refused.message)
    context = {"form": form, "report": report, "refused": report.refused[:LISTED] if report else []}
    return render(request, "catalog/desk_orders.html", context, status=422 if form.errors else 200)

"""The desk of the roof: what the site says about itself."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from goodword.core.audience import staff
from goodword.core.http import Request
from goodword.core.settings_registry import change_setting
from goodword.site.forms import SiteForm


@staff("site.edit")
def desk_site(request: Request) -> HttpResponse:
    """Name, address, opening hours, hue and mark."""
    form = SiteForm(request.POST, request.FILES) if request.method == "POST" else SiteForm.of_now()
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for key, value in form.settings().items():
                change_setting(key, value)
        return redirect("site:desk_site")
    return render(request, "site/desk_site.html", {"form": form}, status=422 if form.errors else 200)

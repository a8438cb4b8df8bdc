"""How a desk form of the catalogue is shown and taken."""

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from goodword.core.errors import Refused
from goodword.core.http import Request


def form_page(
    request: Request, form: forms.Form, title: str, submit: str, do: Callable[[], str], **more: object
) -> HttpResponse:
    """Show `form`; when it is sent and right, `do()` writes and gives the address to go to. Refusals stand beside their field."""
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(do())
        except Refused as refused:
            if refused.status not in (409, 422):
                raise
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    context = {"form": form, "page_title": title, "submit": submit, **more}
    return render(request, "catalog/desk_form.html", context, status=422 if form.errors else 200)

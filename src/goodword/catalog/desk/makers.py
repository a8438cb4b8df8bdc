"""The desk: makers."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from goodword.catalog.actions.makers import change_maker
from goodword.catalog.desk.forms_page import form_page
from goodword.catalog.forms import MakerForm
from goodword.catalog.queries.products import visible_makers
from goodword.core.audience import staff
from goodword.core.errors import Missing
from goodword.core.http import Request


@staff("catalog.edit")
def desk_maker(request: Request, pk: int) -> HttpResponse:
    """Correct a maker's name; say who may answer reviews as the maker."""
    maker = visible_makers(request.viewer).select_related("person").filter(pk=pk).first()
    if maker is None:
        raise Missing()
    form = MakerForm(request.POST) if request.method == "POST" else MakerForm.of(maker)

    def do() -> str:
        data = form.cleaned_data
        changed = change_maker(maker, by=request.user, name=data["name"], person=data["handle"])
        return changed.get_absolute_url()

    return form_page(request, form, _("Change a maker"), _("Save it"), do)

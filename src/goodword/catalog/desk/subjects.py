"""The desk: shelves."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from goodword.catalog.actions import subjects as verbs
from goodword.catalog.desk.forms_page import form_page
from goodword.catalog.forms import SubjectForm
from goodword.catalog.queries.products import visible_subjects
from goodword.core.audience import staff
from goodword.core.errors import Missing
from goodword.core.http import Request


@staff("catalog.edit")
def desk_subjects(request: Request) -> HttpResponse:
    """All shelves as a tree."""
    rows = list(visible_subjects(request.viewer).order_by("path")[:2000])
    return render(request, "catalog/desk_subjects.html", {"subjects": rows})


@staff("catalog.edit")
def desk_new_subject(request: Request) -> HttpResponse:
    """Put up a shelf."""
    form = SubjectForm(request.POST or None)

    def do() -> str:
        data = form.cleaned_data
        verbs.add_subject(
            data["name"], by=request.user, parent=data["parent"], position=data["position"] or 0
        )
        return reverse("catalog:desk_subjects")

    return form_page(request, form, _("A new shelf"), _("Put it up"), do)


@staff("catalog.edit")
def desk_subject(request: Request, pk: int) -> HttpResponse:
    """Rename a shelf or hang it elsewhere."""
    subject = visible_subjects(request.viewer).filter(pk=pk).first()
    if subject is None:
        raise Missing()
    initial = {"name": subject.name, "parent": subject.parent_id, "position": subject.position}
    form = SubjectForm(request.POST or None, initial=initial)

    def do() -> str:
        data = form.cleaned_data
        verbs.change_subject(
            subject, by=request.user, name=data["name"], parent=data["parent"], position=data["position"] or 0
        )
        return reverse("catalog:desk_subjects")

    return form_page(request, form, _("Change a shelf"), _("Save it"), do)

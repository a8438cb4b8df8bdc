"""Desk pages of the people room: staff, roles, and vouching for who somebody was elsewhere."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodword.core.audience import staff
from goodword.core.errors import Invalid, Missing, Refused
from goodword.core.http import Request
from goodword.people import doors, queries
from goodword.people.actions import claims, roles
from goodword.people.answers import form_page, me_of
from goodword.people.forms import RoleForm, VouchForm
from goodword.people.models import Person
from goodword.people.texts import role_word


@staff("people.roles")
@form_page
def desk_staff(request: Request) -> HttpResponse:
    """Who has which role, since when, from whom and why; giving one."""
    form = RoleForm(request.POST or None, initial={"person": request.GET.get("person", "")[:254]})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                person = _somebody(form.cleaned_data["person"])
                roles.give_role(
                    person, form.cleaned_data["role"], by=me_of(request), reason=form.cleaned_data["reason"]
                )
                return doors.see_other(reverse("people:desk_staff"))
            except Refused as refusal:
                form.refuse(refusal)
                status = refusal.status
    rows = [(grant, role_word(grant.role).split(":")[0]) for grant in queries.open_grants()]
    return render(request, "people/desk_staff.html", {"form": form, "rows": rows}, status=status)


@staff("people.roles")
@require_POST
def desk_end_role(request: Request, pk: int) -> HttpResponse:
    """End a role."""
    grant = queries.open_grant(pk)
    if grant is None:
        raise Missing()
    roles.end_role(grant, by=me_of(request))
    return doors.see_other(reverse("people:desk_staff"))


@staff("desk")
@form_page
def desk_vouch(request: Request) -> HttpResponse:
    """Saying that an imported profile and an account are the same person."""
    form = VouchForm(request.POST or None)
    if request.method != "POST":
        return render(request, "people/desk_vouch.html", {"form": form})
    status = 422
    if form.is_valid():
        try:
            imported = queries.imported_person(form.cleaned_data["imported"])
            if imported is None:
                raise Invalid(
                    _("There is no such imported profile, or it has been claimed."), field="imported"
                )
            person = _somebody(form.cleaned_data["person"])
            claims.vouch(imported, person, by=me_of(request), reason=form.cleaned_data["reason"])
            return doors.see_other(person.get_absolute_url())
        except Refused as refusal:
            form.refuse(refusal)
            status = refusal.status
    return render(request, "people/desk_vouch.html", {"form": form}, status=status)


def _somebody(wanted: str) -> Person:
    person = queries.active_person(wanted.rstrip("/").rsplit("/", 1)[-1])
    if person is None:
        raise Invalid(_("There is no account with this address or profile."), field="person")
    return person

"""The desk of the gatherings room: announce, change, call off."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from goodword.core.audience import staff
from goodword.core.errors import Invalid, Missing
from goodword.core.http import Request
from goodword.gatherings import actions, queries
from goodword.gatherings.forms import CancelForm, EventForm


@staff("events.edit")
def desk_new_event(request: Request) -> HttpResponse:
    """Announce an occasion."""
    form = EventForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            event = actions.announce_event(by=request.user, **form.facts())
        except Invalid as refused:
            form.add_error(refused.field or None, refused.message)
        else:
            return redirect(event, permanent=False)
    return _form(request, form, _("Announce an event"), _("Announce it"))


@staff("events.edit")
def desk_event(request: Request, pk: int) -> HttpResponse:
    """Change an occasion."""
    event = queries.visible_events(request.viewer).filter(pk=pk).first()
    if event is None:
        raise Missing()
    form = EventForm(request.POST) if request.method == "POST" else EventForm.of(event)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_event(event, by=request.user, **form.facts())
        except Invalid as refused:
            form.add_error(refused.field or None, refused.message)
        else:
            return redirect(event)
    return _form(request, form, _("Change the event"), _("Save the change"), event=event)


@staff("events.edit")
def desk_cancel_event(request: Request, pk: int) -> HttpResponse:
    """Call an occasion off, with the reason people will read."""
    event = queries.visible_events(request.viewer).filter(pk=pk, cancelled_at__isnull=True).first()
    if event is None:
        raise Missing()
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.cancel_event(event, by=request.user, because=form.cleaned_data["because"])
        return redirect(event)
    return _form(request, form, _("Call it off"), _("Call it off"))


def _form(
    request: Request, form: EventForm | CancelForm, title: str, submit: str, **more: object
) -> HttpResponse:
    context = {"form": form, "page_title": title, "submit": submit, **more}
    return render(request, "gatherings/desk_form.html", context, status=422 if form.errors else 200)

"""The pages behind links by e-mail: each has a button, for a link is also followed by scanners. A GET changes nothing."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from goodword.core.audience import public
from goodword.core.errors import Missing, Refused
from goodword.core.http import Request, address_of
from goodword.people import demo, doors
from goodword.people.actions import accounts, links
from goodword.people.actions.owner import is_first_owner_key, make_first_owner
from goodword.people.answers import form_page, page, refused
from goodword.people.forms import FirstOwnerForm, NewPasswordForm
from goodword.people.models import EmailToken
from goodword.people.owner import has_owner

Purpose = EmailToken.Purpose


@public
@form_page
def sign_up_link(request: Request, secret: str) -> HttpResponse:
    """The button that makes the account."""
    if request.method != "POST":
        return _button(request, secret, Purpose.SIGN_UP)
    try:
        person, details = accounts.sign_up_by_link(secret)
    except Refused as refusal:
        return _dead(request, refusal.status)
    return doors.let_in(request, person, **_way(details))


@public
@form_page
def sign_in_link(request: Request, secret: str) -> HttpResponse:
    """The button that signs in."""
    if request.method != "POST":
        return _button(request, secret, Purpose.SIGN_IN)
    try:
        person, details = accounts.sign_in_by_link(secret, seen_by=request.viewer.person_id)
    except Refused as refusal:
        return _dead(request, refusal.status)
    return doors.let_in(request, person, **_way(details))


@public
@form_page
def reset_link(request: Request, secret: str) -> HttpResponse:
    """The form for a new password."""
    if links.open_link(secret, Purpose.RESET, seen_by=request.viewer.person_id) is None:
        return _dead(request)
    if request.method != "POST":
        return page(request, "people/reset_link.html", NewPasswordForm())
    form = NewPasswordForm(request.POST)
    if not form.is_valid():
        return page(request, "people/reset_link.html", form, status=422)
    try:
        person, details = accounts.reset_password(
            secret, form.cleaned_data["password"], seen_by=request.viewer.person_id
        )
    except Refused as refusal:
        return refused(request, "people/reset_link.html", form, None, refusal)
    return doors.let_in(request, person, **_way(details))


@public
@form_page
def address_link(request: Request, secret: str) -> HttpResponse:
    """The button that makes the new address the address."""
    if request.method != "POST":
        return _button(request, secret, Purpose.CHANGE)
    try:
        accounts.change_address(secret, seen_by=request.viewer.person_id)
    except Refused as refusal:
        return _dead(request, refusal.status)
    return render(request, "people/address_changed.html")


@public
@form_page
def demo_link(request: Request, key: str) -> HttpResponse:
    """The button of the two links that the demonstration prints; nowhere else is there such a page."""
    person = demo.person_behind(key) if settings.GOODWORD_MODE == "demo" else None
    if person is None:
        raise Missing()
    if request.method != "POST":
        return render(request, "people/link.html", {"purpose": "demo", "person": person})
    return doors.let_in(request, person)


@public
@form_page
def first_owner(request: Request) -> HttpResponse:
    """Taking the keys: with the link of the console, or on the machine itself in a demonstration."""
    key = request.GET.get("key", "")
    at_home = settings.GOODWORD_MODE == "demo" and address_of(request) in ("127.0.0.1", "::1")
    if has_owner() or not (at_home or is_first_owner_key(key)):
        raise Missing()
    if request.method != "POST":
        return page(request, "people/first_owner.html", FirstOwnerForm())
    form = FirstOwnerForm(request.POST)
    if not form.is_valid():
        return page(request, "people/first_owner.html", form, status=422)
    try:
        person = make_first_owner(**form.cleaned_data)
    except Refused as refusal:
        return refused(request, "people/first_owner.html", form, None, refusal)
    return doors.let_in(request, person)


def _button(request: Request, secret: str, purpose: str) -> HttpResponse:
    link = links.open_link(secret, purpose, seen_by=request.viewer.person_id)
    if link is None:
        return _dead(request)
    return render(request, "people/link.html", {"purpose": purpose, "person": link.person})


def _dead(request: Request, status: int = 410) -> HttpResponse:
    return render(request, "people/dead_link.html", status=status)


def _way(details: dict[str, Any]) -> dict[str, str]:
    return {"token": details.get("carry", ""), "back": details.get("back", "/")}

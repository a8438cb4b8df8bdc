"""Signing in, signing up, and the links that lead there. No cookie is set before somebody is in."""

import logging

from django.contrib.auth import authenticate, logout
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodword.core.audience import public
from goodword.core.errors import Refused
from goodword.core.http import Request
from goodword.people import doors
from goodword.people.actions import accounts
from goodword.people.answers import form_page, page, refused
from goodword.people.forms import AddressForm, SignInForm, SignUpForm
from goodword.people.models import EmailToken, Person

Purpose = EmailToken.Purpose
security = logging.getLogger("goodword.security")


@public
@form_page
def sign_in(request: Request) -> HttpResponse:
    """Address and password, or the way to a link by e-mail."""
    way = doors.way_back(request)
    if request.method != "POST" and request.viewer.signed_in:
        return doors.see_other(way["next"])
    if _only_shown(request):
        return page(request, "people/sign_in.html", SignInForm(), way)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return page(request, "people/sign_in.html", form, way, 422)
    email, password = form.cleaned_data["email"], form.cleaned_data["password"]
    try:
        tries = doors.knock(request, "sign-in", email, limit=10, seconds=doors.QUARTER)
    except Refused as refusal:
        return refused(request, "people/sign_in.html", form, way, refusal)
    person = authenticate(request, email=email, password=password)
    if not isinstance(person, Person):
        security.warning("sign-in refused")  # neither whose nor from where: a log is no record of persons
        form.add_error(None, _("Address and password do not belong together, or there is no such account."))
        return page(request, "people/sign_in.html", form, way, 422)
    doors.opened(tries)
    return doors.let_in(request, person, token=way["carry"], back=way["next"])


@public
@form_page
def sign_up(request: Request) -> HttpResponse:
    """A new account; the answer is the same whether the address has one or not."""
    way = doors.way_back(request)
    if request.method != "POST" and request.viewer.signed_in:
        return doors.see_other(way["next"])
    if _only_shown(request):
        return page(request, "people/sign_up.html", SignUpForm(), way)
    form = SignUpForm(request.POST)
    if not form.is_valid():
        return page(request, "people/sign_up.html", form, way, 422)
    try:
        doors.knock(request, "mail", form.cleaned_data["email"], limit=8, seconds=doors.HOUR)
        accounts.request_sign_up(**form.cleaned_data, carry=way["carry"], back=way["next"])
    except Refused as refusal:
        return refused(request, "people/sign_up.html", form, way, refusal)
    return doors.see_other(reverse("people:mail_sent"))


@public
@form_page
def ask_link(request: Request, purpose: str) -> HttpResponse:
    """A link by e-mail: to sign in, or to set a new password."""
    way = doors.way_back(request)
    template = f"people/ask_{purpose}.html"
    if _only_shown(request):
        return page(request, template, AddressForm(), way)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return page(request, template, form, way, 422)
    try:
        doors.knock(request, "mail", form.cleaned_data["email"], limit=8, seconds=doors.HOUR)
        accounts.request_link(
            email=form.cleaned_data["email"], purpose=purpose, carry=way["carry"], back=way["next"]
        )
    except Refused as refusal:
        return refused(request, template, form, way, refusal)
    return doors.see_other(reverse("people:mail_sent"))


@public
def mail_sent(request: Request) -> HttpResponse:
    """A link is on its way; the page knows no address."""
    return render(request, "people/mail_sent.html")


@public
@require_POST
def sign_out(request: Request) -> HttpResponse:
    """The session ends; its cookie goes."""
    logout(request)
    return doors.see_other("/")


def _only_shown(request: Request) -> bool:
    """Whether the form is asked for, not sent: a GET, or the way here with a text that is carried."""
    return request.method != "POST" or ("show" in request.POST and "email" not in request.POST)

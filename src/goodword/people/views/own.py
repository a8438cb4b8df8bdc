"""A person's own pages under /you."""

from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from goodword.core import clock, personal
from goodword.core.audience import members, public
from goodword.core.errors import Invalid, Missing, Refused
from goodword.core.http import Request
from goodword.core.own_pages import tabs
from goodword.people import doors, names, queries
from goodword.people.actions import accounts, claims, leaving, profile, roles
from goodword.people.actions.pictures import set_own_picture
from goodword.people.answers import form_page, me_of, page, refused
from goodword.people.forms import (
    AddressForm,
    ChangePasswordForm,
    ClaimForm,
    LeaveForm,
    PictureForm,
    ProfileForm,
    StaffForm,
)
from goodword.people.texts import role_word


@members
@form_page
def you(request: Request) -> HttpResponse:
    """What the profile says."""
    me = me_of(request)
    context = {"picture_form": PictureForm(), "greeting": names.greeting(me), "tabs": tabs(request)}
    if request.method != "POST":
        return page(request, "people/you.html", ProfileForm.of(me), context)
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return page(request, "people/you.html", form, context, 422)
    try:
        confirmed = {"pronunciation_confirmed": True}
        profile.change_profile(me, {**form.cleaned_data, **confirmed}, by=me)
    except Refused as refusal:
        return refused(request, "people/you.html", form, context, refusal)
    return doors.see_other(me.get_absolute_url())


@members
@require_POST
def picture(request: Request) -> HttpResponse:
    """Send a picture of oneself, or take it away."""
    me = me_of(request)
    form = PictureForm(request.POST, request.FILES)
    sent = None if "remove" in request.POST else request.FILES.get("picture")
    try:
        if sent is None and "remove" not in request.POST:
            raise Invalid(_("Choose a picture first."), field="picture")
        set_own_picture(me, sent, by=me, size=sent.size if sent else None)
    except Refused as refusal:
        form.full_clean()
        form.errors.clear()
        form.refuse(refusal)
        context = {"form": ProfileForm.of(me), "picture_form": form, "tabs": tabs(request)}
        return render(request, "people/you.html", context, status=refusal.status)
    return doors.see_other(reverse("people:settings"))


@members
@require_POST
def just_looking(request: Request) -> HttpResponse:
    """Put the badge on or take it off, and go back to where one was."""
    me = me_of(request)
    profile.set_just_looking(me, request.POST.get("on") == "1", by=me)
    return doors.see_other(doors.page_before(request))


@members
@form_page
def sessions(request: Request) -> HttpResponse:
    """Where one is signed in; ending one, or all others."""
    me, here = me_of(request), request.session.session_key or ""
    if request.method == "POST":
        accounts.end_sessions(me, by=me, only=request.POST.get("session", ""), keep=here)
        return doors.see_other(reverse("people:sessions"))
    rows = [(session, session.session_key == here) for session in queries.sessions_of(me)]
    return render(request, "people/sessions.html", {"sessions": rows, "tabs": tabs(request)})


@members
@form_page
def address(request: Request) -> HttpResponse:
    """Asking for another address."""
    me, context = me_of(request), {"tabs": tabs(request)}
    if request.method != "POST":
        return page(request, "people/address.html", AddressForm(), context)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return page(request, "people/address.html", form, context, 422)
    try:
        doors.knock(request, "address", str(me.pk), limit=8, seconds=doors.HOUR)
        accounts.request_address(me, form.cleaned_data["email"], by=me)
    except Refused as refusal:
        return refused(request, "people/address.html", form, context, refusal)
    return doors.see_other(reverse("people:mail_sent"))


@members
@form_page
def password(request: Request) -> HttpResponse:
    """A new password; all other sessions end."""
    me, context = (
        me_of(request),
        {"tabs": tabs(request), "has_password": me_of(request).has_usable_password()},
    )
    if request.method != "POST":
        return page(request, "people/password.html", ChangePasswordForm(), context)
    form = ChangePasswordForm(request.POST)
    if not form.is_valid():
        return page(request, "people/password.html", form, context, 422)
    try:
        _is_them(request, form.cleaned_data["present"], field="present")
        accounts.set_password(
            me, form.cleaned_data["password"], by=me, keep=request.session.session_key or ""
        )
    except Refused as refusal:
        return refused(request, "people/password.html", form, context, refusal)
    update_session_auth_hash(request, me)
    return doors.see_other(reverse("people:sessions"))


@public
@require_GET
def your_data(request: Request) -> HttpResponse:
    """What we hold; for the anonymous: nothing."""
    if not request.viewer.signed_in:
        return render(request, "people/your_data.html")
    context = {"held": personal.summary(request.viewer.id), "tabs": tabs(request)}
    return render(request, "people/your_data.html", context)


@members
@require_GET
def export(request: Request) -> HttpResponse:
    """All that is held of oneself, as JSON, now."""
    body = {"made_at": clock.now().isoformat(), "held": personal.export(request.viewer.id)}
    name = f"{me_of(request).handle}.json".encode("ascii", "ignore").decode()
    answer = JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="{name if name != ".json" else "you.json"}"'
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@members
@form_page
def leave(request: Request) -> HttpResponse:
    """Deleting the account."""
    me = me_of(request)
    context = {"needs_password": not doors.is_fresh(request), "has_password": me.has_usable_password()}
    if request.method != "POST":
        return page(request, "people/leave.html", LeaveForm(), context)
    form = LeaveForm(request.POST)
    if not form.is_valid():
        return page(request, "people/leave.html", form, context, 422)
    try:
        if not doors.is_fresh(request):
            _is_them(request, form.cleaned_data["password"], field="password")
        leaving.delete_account(me, by=me, keep_texts=form.cleaned_data["texts"] == "keep")
    except Refused as refusal:
        return refused(request, "people/leave.html", form, context, refusal)
    logout(request)
    return doors.see_other(reverse("people:left"))


@public
@require_GET
def left(request: Request) -> HttpResponse:
    """The last page."""
    return render(request, "people/left.html")


@members
@require_GET
def own_roles(request: Request) -> HttpResponse:
    """Roles one has, had or is offered."""
    rows = [(grant, role_word(grant.role).split(":")[0]) for grant in queries.grants_of(me_of(request))]
    return render(request, "people/own_roles.html", {"rows": rows, "tabs": tabs(request)})


@members
@require_POST
def answer_role(request: Request, pk: int, answer: str) -> HttpResponse:
    """Agree to a role, or lay it down."""
    me = me_of(request)
    grant = queries.open_grant(pk, person=me)
    if grant is None:
        raise Missing()
    if answer == "agreement":
        roles.agree_to_role(grant, by=me)
    else:
        roles.end_role(grant, by=me)
    return doors.see_other(reverse("people:own_roles"))


@members
@form_page
def staff_line(request: Request) -> HttpResponse:
    """What the staff page says of oneself."""
    me = me_of(request)
    if not request.viewer.is_staff:
        raise Missing()
    context = {"tabs": tabs(request)}
    if request.method != "POST":
        return page(request, "people/staff_line.html", StaffForm(initial=queries.staff_words(me)), context)
    form = StaffForm(request.POST)
    if not form.is_valid():
        return page(request, "people/staff_line.html", form, context, 422)
    try:
        profile.change_staff_profile(me, form.cleaned_data, by=me)
    except Refused as refusal:
        return refused(request, "people/staff_line.html", form, context, refusal)
    return doors.see_other(reverse("people:staff"))


@members
@form_page
def claim(request: Request) -> HttpResponse:
    """Saying that an imported profile is one's own, with the code that stands in the old one."""
    me, context = me_of(request), {"tabs": tabs(request)}
    if request.method != "POST":
        form = ClaimForm(initial={"profile": request.GET.get("profile", "")[:300]})
        return page(request, "people/claim.html", form, context)
    form = ClaimForm(request.POST)
    if not form.is_valid():
        return page(request, "people/claim.html", form, context, 422)
    try:
        doors.knock(request, "claim", str(me.pk), limit=10, seconds=doors.HOUR)
        claims.claim_by_code(
            queries.imported_person(form.cleaned_data["profile"]), form.cleaned_data["code"], by=me
        )
    except Refused as refusal:
        return refused(request, "people/claim.html", form, context, refusal)
    return doors.see_other(me.get_absolute_url())


def _is_them(request: Request, typed: str, *, field: str) -> None:
    """Asks for the password where there is one. Raises Invalid, TooSoon; without a password only a fresh sign-in counts."""
    me = me_of(request)
    if not me.has_usable_password():
        if not doors.is_fresh(request):
            raise Invalid(_("You signed in a while ago. Sign in again with a link, then come back here."))
        return
    tries = doors.knock(request, "password", str(me.pk), limit=10, seconds=doors.QUARTER)
    if not me.check_password(typed):
        raise Invalid(_("This is not your present password."), field=field)
    doors.opened(tries)

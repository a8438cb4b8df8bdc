"""Profiles, the staff page, pictures and follow buttons."""

from django.http import FileResponse, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from goodword.core import gate
from goodword.core.audience import members, public
from goodword.core.errors import Missing
from goodword.core.gate import Ref
from goodword.core.http import Request
from goodword.people import doors, policy, queries
from goodword.people.actions import follows
from goodword.people.actions.pictures import path_of
from goodword.people.answers import me_of
from goodword.people.models import Person, Picture
from goodword.people.texts import role_word


@public
@require_safe
def profile(request: Request, handle: str) -> HttpResponse:
    """A person, as they show themselves; what they wrote stands in the slot "person.texts"."""
    person = queries.person_by_handle(handle, request.viewer)
    if person is None:
        claimant = queries.claimed_by(handle)
        if claimant is None:
            raise Missing()
        return redirect(claimant.get_absolute_url(), permanent=True)
    roles = queries.roles_of(person)
    context = {
        "person": person,
        "label": policy.label_of(roles),
        "roles": [role_word(role).split(":")[0] for role in roles],
        "is_me": person.pk == request.viewer.person_id,
        "follows": bool(queries.follows(request.viewer, "person", [person.pk])),
        "friends": person.pk in queries.friend_ids(request.viewer.id) if request.viewer.signed_in else False,
        "followers": queries.follower_count("person", person.pk),
        "staff_words": queries.staff_words(person) if policy.label_of(roles) == "staff" else None,
        "imported": person.state == Person.State.IMPORTED,
    }
    return render(request, "people/profile.html", context)


@public
@require_safe
def staff(request: Request) -> HttpResponse:
    """Who answers here: faces, hours, and what is so great about this business."""
    working, champions = queries.staff_page()
    return render(request, "people/staff.html", {"working": working, "champions": champions})


@public
@require_safe
def picture(request: Request, puid: str) -> HttpResponseBase:
    """A picture, asked of the gate each time it is fetched."""
    return _send(request, queries.picture_by_puid(puid.removesuffix(".webp")))


@public
@require_safe
def own_picture(request: Request, handle: str) -> HttpResponseBase:
    """The picture a person shows as their face."""
    person = queries.person_by_handle(handle, request.viewer)
    return _send(request, person.picture if person else None)


@members
@require_POST
def follow(request: Request, kind: str, pk: int) -> HttpResponse:
    """Follow a person, product, tag, space or topic."""
    follows.follow(Ref(kind, pk), by=me_of(request))
    return _button(request, kind, pk, True)


@members
@require_POST
def unfollow(request: Request, kind: str, pk: int) -> HttpResponse:
    """Stop following it."""
    follows.unfollow(Ref(kind, pk), by=me_of(request))
    return _button(request, kind, pk, False)


def _button(request: Request, kind: str, pk: int, following: bool) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        context = {"kind": kind, "pk": pk, "following": following, "back": doors.page_before(request)}
        return render(request, "people/_follow.html", context)
    return doors.see_other(doors.page_before(request))


def _send(request: Request, found: Picture | None) -> HttpResponseBase:
    if found is None or not gate.may_see(Ref("picture", found.pk), request.viewer):
        raise Missing()
    tag = f'"{found.file.rsplit("/", 1)[-1].removesuffix(".webp")}"'
    path = path_of(found.file)
    if not path.is_file():
        raise Missing()
    answer: HttpResponseBase
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponseNotModified()
    else:
        answer = FileResponse(path.open("rb"), content_type="image/webp")
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer

"""What somebody was writing goes with them through sign-in and sign-up, without JavaScript and without storing it for the anonymous.

A view that takes text from somebody who is not signed in answers `carry.interlude(request)`: a page that says "sign in, and your text
goes with you", holding the fields as one signed, packed form field. Sign-in and sign-up hand that field on; where the way leads through an
e-mail, it waits in the row of the link that was asked for. Once the person is signed in, `keep` lays the fields into their session, and
they are sent back to the form:

    carry.pack(request.POST, back="/ask") -> str          the signed field; secrets and tokens are left out
    carry.unpack(token) -> dict | None                    {"fields": {name: [values]}, "back": path}; None if it is not ours or too old
    carry.interlude(request, back="/ask") -> HttpResponse the page for the anonymous (401: nothing was written)
    carry.fields(request) -> dict[str, str]               what was carried to this path: `initial` of the form; {} otherwise
    carry.forget(request)                                 once the text is written

The same module decides which `next` addresses are ours.
"""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from goodword.core.formguard import SECRET_FIELDS, from_here

FIELD = "carry"
NEVER = SECRET_FIELDS | {FIELD, "once", "next", "email"}
MAX_AGE = 30 * 24 * 3600  # seconds
MAX_PACKED = 200_000  # characters
_SALT = "goodword.carry"
_LOCAL = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")


def pack(post: QueryDict | dict[str, Any], back: str = "/") -> str:
    """The fields of a form and the place to return to as one signed field. "" when they are too long to carry."""
    lists = post.lists() if isinstance(post, QueryDict) else [(name, [value]) for name, value in post.items()]
    fields = {name: [str(value) for value in values] for name, values in lists if name not in NEVER}
    packed = signing.dumps({"fields": fields, "back": local_path(back)}, salt=_SALT, compress=True)
    return packed if len(packed) <= MAX_PACKED else ""


def unpack(token: str) -> dict[str, Any] | None:
    """{"fields": …, "back": …} of a field that this site packed, or None."""
    if not token or len(token) > MAX_PACKED:
        return None
    try:
        carried = signing.loads(token, salt=_SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    return carried if isinstance(carried, dict) else None


def interlude(request: HttpRequest, back: str = "") -> HttpResponse:
    """The page between an anonymous text and its place: sign in or make an account, and the text comes along.

    back: the path of the form; without it the page the form stood on. Answers 401, because nothing has been written.
    """
    token = pack(request.POST, back or page_before(request))
    context = {"carry": token, "kept": written(request.POST)}
    return render(request, "core/carry.html", context, status=401)


def written(post: QueryDict) -> list[str]:
    """The words somebody wrote, for showing them that they are still there; hidden and short technical fields are left out."""
    return [str(value) for name, value in post.items() if name not in NEVER and len(str(value).split()) > 1]


def keep(request: HttpRequest, token: str) -> str:
    """Lay what was carried into the session of the person who has just signed in. Returns the path of its form, "" for none."""
    carried = unpack(token)
    if carried is None:
        return ""
    request.session[FIELD] = carried
    return carried["back"]


def fields(request: HttpRequest) -> dict[str, str]:
    """What was carried to this path (the last value of each field), or {}. It stays until `forget`: a closed tab loses nothing."""
    if not request.user.is_authenticated:
        return {}
    carried = request.session.get(FIELD)
    if not carried or urlsplit(carried["back"]).path != request.path:
        return {}
    return {name: values[-1] for name, values in carried["fields"].items() if values}


def forget(request: HttpRequest) -> None:
    """The text is written: it need not be carried any longer."""
    if request.user.is_authenticated:
        request.session.pop(FIELD, None)


def local_path(address: str, default: str = "/") -> str:
    """`address` if it is a path of this site, else `default`. `//e`, `\\\\e`, `/%09/e`, `https:e` and `data:` are not."""
    address = address or ""
    for reading in (address, unquote(address), unquote(unquote(address))):
        if len(reading) > 2000 or not _LOCAL.fullmatch(reading.split("?", 1)[0].split("#", 1)[0]):
            return default
    return address if _LOCAL.fullmatch(address) else default


def page_before(request: HttpRequest) -> str:
    """The path of the page a form stood on, as the browser names it; the form's own target where it does not."""
    referer = urlsplit(request.headers.get("Referer", ""))
    if from_here(request) and referer.netloc == request.get_host():
        return local_path(referer.path + (f"?{referer.query}" if referer.query else ""))
    return request.path

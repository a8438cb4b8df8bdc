"""Who asks, and what they follow."""

from typing import Any

from django.utils.translation import gettext as _

from goodword.catalog.queries.products import visible_products
from goodword.connect.addresses import absolute
from goodword.connect.api import access
from goodword.connect.api.doors import BAD, reads
from goodword.connect.api.paging import After, Limit, only, page
from goodword.connect.api.problems import NoToken
from goodword.connect.api.shapes import Followings, Me, Told
from goodword.conversations.models import Tag
from goodword.conversations.queries.visible import listed_topics, visible_spaces
from goodword.core.http import Request
from goodword.people.models import Follow
from goodword.people.queries import public_fields, visible_persons


@reads("/me", Me, BAD, tag="me")
def me(request: Request) -> Told:
    """Who is asking, and what the token may do."""
    only(request)
    person = visible_persons(request.viewer).filter(pk=_must_be_known(request)).get()
    token = access.shown(request)
    return public_fields(person) | {
        "url": absolute(request, person.get_absolute_url()),
        "token": token
        and {name: getattr(token, name) for name in ("name", "prefix", "scopes", "expires_at")},
    }


@reads("/follows", Followings, BAD, tag="follows")
def following(request: Request, limit: Limit, after: After) -> Told:
    """What one follows, the latest first. What one may not see any more is left out."""
    only(request, "limit", "after")
    mine = Follow.objects.filter(person_id=_must_be_known(request))
    return page(
        request, mine, ["-since", "-id"], lambda found: _told(list(found), request), after=after, limit=limit
    )


def _must_be_known(request: Request) -> int:
    if not request.viewer.signed_in:
        raise NoToken(_("This is about whoever asks: show a token."))
    return request.viewer.id


def _told(rows: list[Follow], request: Request) -> list[Told]:
    """One query a kind, each narrowed to what may be seen."""
    sources: dict[str, tuple[Any, str]] = {
        "person": (visible_persons, "handle"),
        "product": (visible_products, "pk"),
        "topic": (listed_topics, "pk"),
        "space": (visible_spaces, "slug"),
        "tag": (lambda _viewer: Tag.objects.all(), "slug"),
    }
    seen: dict[tuple[str, int], Told] = {}
    for kind, (visible, key) in sources.items():
        ids = [row.object_id for row in rows if row.kind == kind]
        for found in visible(request.viewer).filter(pk__in=ids) if ids else ():
            url = absolute(request, found.get_absolute_url())
            seen[kind, found.pk] = {"kind": kind, "key": str(getattr(found, key)), "url": url}
    return [
        seen[row.kind, row.object_id] | {"since": row.since}
        for row in rows
        if (row.kind, row.object_id) in seen
    ]

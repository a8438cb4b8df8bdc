"""Following people, products, tags, spaces and conversations."""

from typing import Literal

from goodword.catalog.models import Product
from goodword.catalog.queries.products import visible_products
from goodword.connect.addresses import absolute
from goodword.connect.api.access import writer
from goodword.connect.api.doors import NOT_FOUND, writes
from goodword.connect.api.paging import only
from goodword.connect.api.shapes import Following, Told
from goodword.conversations.models import Space, Tag, Topic
from goodword.conversations.queries.lists import space_by_slug, tag_by_slug
from goodword.conversations.queries.threads import topic_of
from goodword.core.errors import Missing
from goodword.core.gate import Ref
from goodword.core.http import Request
from goodword.people.actions import follows
from goodword.people.models import Person
from goodword.people.queries import person_by_handle

SCOPE = "follows:write"
Kind = Literal["person", "product", "tag", "space", "topic"]
Row = Person | Product | Tag | Space | Topic


@writes("PUT", "/follows/{str:kind}/{str:key}", Following, NOT_FOUND, tag="follows", scope=SCOPE)
def follow(request: Request, kind: Kind, key: str) -> Told:
    """Follow what one may see: a person by handle, a product or a topic by id, a tag or a space by slug. Twice changes nothing."""
    only(request)
    followed = _followed(kind, key, request)
    row = follows.follow(Ref(kind, followed.pk), by=writer(request))
    url = absolute(request, followed.get_absolute_url())
    return {"kind": kind, "key": key, "url": url, "since": row.since}


@writes("DELETE", "/follows/{str:kind}/{str:key}", None, NOT_FOUND, tag="follows", scope=SCOPE)
def unfollow(request: Request, kind: Kind, key: str) -> None:
    """Stop following. Twice changes nothing."""
    only(request)
    follows.unfollow(Ref(kind, _followed(kind, key, request).pk), by=writer(request))


def _followed(kind: Kind, key: str, request: Request) -> Row:
    """The object of an address. Raises Missing for what is not here and for what may not be seen."""
    found: Row | None
    if kind == "person":
        found = person_by_handle(key, request.viewer)
    elif kind == "tag":
        found = tag_by_slug(key)
    elif kind == "space":
        found = space_by_slug(key, request.viewer)
    else:
        number = _number(key)
        products = visible_products(request.viewer)
        found = topic_of(number, request.viewer) if kind == "topic" else products.filter(pk=number).first()
    if found is None:
        raise Missing()
    return found


def _number(key: str) -> int:
    if not key.isascii() or not key.isdigit() or not 0 < len(key) < 19:
        raise Missing()
    return int(key)

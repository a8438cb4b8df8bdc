"""The feeds. What they hold is what anybody may read, whoever asks."""

import hashlib
from datetime import UTC, datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goodword.catalog.queries.products import product_by_id
from goodword.connect.addresses import absolute, site_url
from goodword.connect.feeds.atom import Feed, write
from goodword.connect.feeds.entries import entry_of
from goodword.conversations.models import Topic
from goodword.conversations.queries.lists import space_by_slug, tag_by_slug
from goodword.conversations.queries.visible import listed_topics
from goodword.core import gate
from goodword.core.audience import public
from goodword.core.errors import Missing
from goodword.core.settings_registry import site_setting
from goodword.core.viewer import ANONYMOUS

MOST = 30  # entries of a feed
BEGUN = datetime(2000, 1, 1, tzinfo=UTC)  # what an empty feed says of itself


@public
@require_safe
def kind(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Everything of one kind."""
    titles = {"question": _("Questions"), "idea": _("Ideas"), "review": _("Reviews"), "story": _("Stories")}
    pages = {"question": "questions", "idea": "ideas", "review": "reviews", "story": "stories"}
    page = reverse(f"conversations:{pages[kind]}")
    return _answer(request, titles[kind], page, _public().filter(kind=kind))


@public
@require_safe
def space(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Everything in one space that is open to all."""
    found = space_by_slug(slug, ANONYMOUS)
    return _answer(request, found.name, found.get_absolute_url(), _public().filter(space=found))


@public
@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Everything with one tag."""
    found = tag_by_slug(slug)
    return _answer(request, found.name, found.get_absolute_url(), _public().filter(tags=found))


@public
@require_safe
def product_reviews(request: HttpRequest, product_id: int) -> HttpResponseBase:
    """The reviews of one product."""
    product = product_by_id(product_id, ANONYMOUS)
    if product is None:
        raise Missing()
    title = _("Reviews of %(product)s") % {"product": product.title}
    return _answer(request, title, product.get_absolute_url(), _public().filter(review__product=product))


def _public() -> QuerySet[Topic]:
    rows = listed_topics(ANONYMOUS).filter(duplicate_of__isnull=True)
    return rows.select_related("author", "review").prefetch_related("tags")


def _answer(request: HttpRequest, title: str, page: str, rows: QuerySet[Topic]) -> HttpResponseBase:
    """The feed of the newest of `rows`, or 304 where the reader has it already."""
    topics = list(rows.order_by("-created_at", "-id")[:MOST])
    allowed = gate.ids("topic", [topic.pk for topic in topics], ANONYMOUS)
    name = site_setting("site.name")
    operator = site_setting("site.operator") or name
    feed = Feed(
        id=f"{site_url(request)}{request.path}",
        link=absolute(request, page),
        itself=absolute(request, request.path),
        title=f"{title} · {name}",
        subtitle=_("Run by %(operator)s") % {"operator": operator},
        language="en",
        entries=[entry_of(topic, request) for topic in topics if topic.pk in allowed],
        begun=BEGUN,
    )
    body = write(feed)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    modified = int(feed.updated.timestamp())
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    response.headers["ETag"], response.headers["Last-Modified"] = etag, http_date(modified)
    return get_conditional_response(request, etag=etag, last_modified=modified, response=response) or response

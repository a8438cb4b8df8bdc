"""The sitemap: an index, and pages of at most 5,000 addresses cut by id, so that no page grows and none moves."""

from collections.abc import Callable, Iterable
from datetime import datetime
from io import StringIO
from typing import Any

from django.db.models import Count, F, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from goodword.catalog.queries.products import visible_makers, visible_products, visible_subjects
from goodword.connect.addresses import absolute
from goodword.conversations.models import Tag
from goodword.conversations.queries.visible import listed_topics, visible_spaces
from goodword.core import gate
from goodword.core.audience import public
from goodword.core.errors import Missing
from goodword.core.viewer import ANONYMOUS
from goodword.gatherings.queries import visible_events

SIZE = 5_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MAIN = (
    "site:home", "conversations:questions", "conversations:reviews", "conversations:ideas", "conversations:stories",
    "conversations:how_reviews_work", "catalog:shelves", "gatherings:events", "people:staff", "moderation:rules",
)  # fmt: skip
Addresses = Iterable[tuple[str, datetime | None]]


def _tags(_viewer: object) -> QuerySet[Any]:
    return Tag.objects.filter(merged_into__isnull=True, topic_count__gt=0)


def _topics(viewer: Any) -> QuerySet[Any]:
    return listed_topics(viewer).filter(duplicate_of__isnull=True)


# kind of the gate: (its public rows, the column that says when one changed)
KINDS: dict[str, tuple[Callable[[Any], QuerySet[Any]], str]] = {
    "topic": (_topics, "active_at"),
    "product": (visible_products, ""),
    "event": (visible_events, ""),
    "subject": (visible_subjects, ""),
    "maker": (visible_makers, ""),
    "space": (visible_spaces, ""),
    "tag": (_tags, ""),
}


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The pages there are, each with the moment its newest address changed."""
    addresses: list[tuple[str, datetime | None]] = [(reverse("connect:sitemap_main"), None)]
    for kind, (rows, changed) in KINDS.items():
        pages = rows(ANONYMOUS).order_by().values_list((F("pk") - 1) / SIZE)
        numbered = pages.annotate(last=Max(changed) if changed else Count("pk"))
        addresses += [
            (reverse("connect:sitemap_page", args=[kind, number]), last if changed else None)
            for number, last in sorted(numbered)
        ]
    return _document("sitemapindex", "sitemap", addresses, request)


@public
@require_safe
def main(request: HttpRequest) -> HttpResponse:
    """The main pages."""
    addresses: list[tuple[str, datetime | None]] = []
    for name in MAIN:
        try:
            addresses.append((reverse(name), None))
        except NoReverseMatch:
            continue  # a room without that page
    return _document("urlset", "url", addresses, request)


@public
@require_safe
def page(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """The public addresses of one kind whose ids lie in one stretch of 5,000."""
    if kind not in KINDS or number > 10**12:
        raise Missing()
    rows, changed = KINDS[kind]
    stretch = rows(ANONYMOUS).filter(pk__gt=number * SIZE, pk__lte=(number + 1) * SIZE).order_by("pk")
    listed = list(stretch)
    if not listed:
        raise Missing()
    allowed = gate.ids(kind, [row.pk for row in listed], ANONYMOUS)
    addresses = [
        (row.get_absolute_url(), getattr(row, changed) if changed else None)
        for row in listed
        if row.pk in allowed
    ]
    return _document("urlset", "url", addresses, request)


def _document(root: str, each: str, addresses: Addresses, request: HttpRequest) -> HttpResponse:
    out = StringIO()
    xml: Any = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement(root, {"xmlns": NAMESPACE})
    for path, changed in addresses:
        xml.startElement(each, {})
        xml.addQuickElement("loc", absolute(request, path))
        if changed:
            xml.addQuickElement("lastmod", changed.isoformat(timespec="seconds"))
        xml.endElement(each)
    xml.endElement(root)
    xml.endDocument()
    return HttpResponse(out.getvalue().encode(), content_type="application/xml")

"""The feeds, in Atom and as JSON Feed. What they hold is what anybody may read, whoever asks."""

import hashlib
from datetime import UTC, datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goodword.catalog.models import Product
from goodword.catalog.queries.products import product_by_id
from goodword.connect.addresses import absolute, site_url
from goodword.connect.feeds import atom, jsonfeed
from goodword.connect.feeds.atom import Entry, Feed
from goodword.connect.feeds.entries import entry_of, reply_entry_of
from goodword.conversations.models import Reply, Topic
from goodword.conversations.queries.lists import space_by_slug, tag_by_slug
from goodword.conversations.queries.visible import listed_topics, visible_replies
from goodword.core import gate
from goodword.core.audience import public
from goodword.core.errors import Missing
from goodword.core.settings_registry import site_setting
from goodword.core.viewer import ANONYMOUS
from goodword.people.queries import person_by_handle

MOST = 30  # entries of a feed
BEGUN = datetime(2000, 1, 1, tzinfo=UTC)  # what an empty feed says of itself
TYPES = {"atom": "application/atom+xml; charset=utf-8", "json": "application/feed+json; charset=utf-8"}


@public
@require_safe
def everything(request: HttpRequest, form: str) -> HttpResponseBase:
    """All that is new."""
    return _answer(request, form, _("All that is new"), reverse("site:home"), _topics(_public(), request))


@public
@require_safe
def kind(request: HttpRequest, form: str, kind: str) -> HttpResponseBase:
    """Everything of one kind."""
    titles = {"question": _("Questions"), "idea": _("Ideas"), "review": _("Reviews"), "story": _("Stories")}
    pages = {"question": "questions", "idea": "ideas", "review": "reviews", "story": "stories"}
    page = reverse(f"conversations:{pages[kind]}")
    return _answer(request, form, titles[kind], page, _topics(_public().filter(kind=kind), request))


@public
@require_safe
def space(request: HttpRequest, form: str, slug: str) -> HttpResponseBase:
    """Everything in one space that is open to all."""
    found = space_by_slug(slug, ANONYMOUS)
    rows = _public().filter(space=found)
    return _answer(request, form, found.name, found.get_absolute_url(), _topics(rows, request))


@public
@require_safe
def tag(request: HttpRequest, form: str, slug: str) -> HttpResponseBase:
    """Everything with one tag."""
    found = tag_by_slug(slug)
    rows = _public().filter(tags=found)
    return _answer(request, form, found.name, found.get_absolute_url(), _topics(rows, request))


@public
@require_safe
def product_reviews(request: HttpRequest, form: str, product_id: int) -> HttpResponseBase:
    """The reviews of one product."""
    product = _product(product_id)
    title = _("Reviews of %(product)s") % {"product": product.title}
    rows = _public().filter(review__product=product)
    return _answer(request, form, title, product.get_absolute_url(), _topics(rows, request))


@public
@require_safe
def product_questions(request: HttpRequest, form: str, product_id: int) -> HttpResponseBase:
    """The questions about one product."""
    product = _product(product_id)
    title = _("Questions about %(product)s") % {"product": product.title}
    rows = _public().filter(kind="question", about=product)
    return _answer(request, form, title, product.get_absolute_url(), _topics(rows, request))


@public
@require_safe
def person(request: HttpRequest, form: str, handle: str) -> HttpResponseBase:
    """What one person wrote: what they opened, and their replies."""
    found = person_by_handle(handle, ANONYMOUS)
    if found is None or not gate.ids("person", {found.pk}, ANONYMOUS):
        raise Missing()
    texts = _topics(_public().filter(author=found), request) + _replies(found.pk, request)
    newest = sorted(texts, key=lambda entry: (entry.published, entry.id), reverse=True)[:MOST]
    return _answer(request, form, found.name or found.handle, found.get_absolute_url(), newest)


def _product(product_id: int) -> Product:
    product = product_by_id(product_id, ANONYMOUS)
    if product is None:
        raise Missing()
    return product


def _public() -> QuerySet[Topic]:
    rows = listed_topics(ANONYMOUS).filter(duplicate_of__isnull=True)
    return rows.select_related("author", "review").prefetch_related("tags")


def _topics(rows: QuerySet[Topic], request: HttpRequest) -> list[Entry]:
    """The newest of `rows`, asked of the gate once more."""
    topics = list(rows.order_by("-created_at", "-id")[:MOST])
    allowed = gate.ids("topic", [topic.pk for topic in topics], ANONYMOUS)
    return [entry_of(topic, request) for topic in topics if topic.pk in allowed]


def _replies(author_id: int, request: HttpRequest) -> list[Entry]:
    rows: QuerySet[Reply] = visible_replies(ANONYMOUS).filter(author_id=author_id, topic__state="published")
    replies = list(rows.select_related("author", "topic").order_by("-created_at", "-id")[:MOST])
    allowed = gate.ids("reply", [reply.pk for reply in replies], ANONYMOUS)
    return [reply_entry_of(reply, request) for reply in replies if reply.pk in allowed]


def _answer(request: HttpRequest, form: str, title: str, page: str, entries: list[Entry]) -> HttpResponseBase:
    """The feed of `entries`, or 304 where the reader has it already."""
    name = site_setting("site.name")
    operator = site_setting("site.operator") or name
    feed = Feed(
        id=f"{site_url(request)}{request.path}",
        link=absolute(request, page),
        itself=absolute(request, request.path),
        title=f"{title} · {name}",
        subtitle=_("Run by %(operator)s") % {"operator": operator},
        language="en",
        entries=entries,
        begun=BEGUN,
    )
    body = atom.write(feed) if form == "atom" else jsonfeed.write(feed)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=TYPES[form])
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(int(feed.updated.timestamp()))
    if form == "json":
        response.headers["Access-Control-Allow-Origin"] = "*"  # nothing in it depends on who asks
    return _not_modified(request, response) or response


def _not_modified(request: HttpRequest, response: HttpResponse) -> HttpResponseNotModified | None:
    """304 for a reader who holds exactly this.

    A date counts only when it is the very one that was sent: when the newest entry falls, the date goes back, and a reader who holds
    the fallen one must get the feed again. What fell leaves no other trace: both validators are made from what is shown.
    """
    tags, since = request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")
    held = {one.strip().removeprefix("W/") for one in tags.split(",")} if tags else set()
    same = (
        bool(held & {response.headers["ETag"], "*"}) if tags else since == response.headers["Last-Modified"]
    )
    if not same:
        return None
    answer = HttpResponseNotModified()
    for name in ("ETag", "Last-Modified"):
        answer.headers[name] = response.headers[name]
    return answer

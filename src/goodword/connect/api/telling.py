"""Rows as plain values in the shapes of the API. Whoever wrote them is asked of the gate too."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest

from goodword.catalog.models import Product
from goodword.connect.addresses import absolute
from goodword.connect.api.shapes import Told
from goodword.conversations.models import Reply, ReviewDetail, Topic
from goodword.core import gate
from goodword.core.http import Request
from goodword.people.models import Person
from goodword.people.queries import public_fields

TOPIC_WITH = ("author", "space", "idea", "imported_tally")
REPLY_WITH = ("author", "topic", "acceptance", "outdating", "imported_tally")
REVIEW_WITH = ("product", "rating", *(f"topic__{name}" for name in TOPIC_WITH))


def topics(rows: Iterable[Topic], request: Request) -> list[Told]:
    """Topics selected with TOPIC_WITH and their tags."""
    listed = list(rows)
    named = [row.pk for row in listed] + [row.duplicate_of_id for row in listed if row.duplicate_of_id]
    allowed = gate.ids("topic", named, request.viewer)
    writers = _writers((row.author for row in listed), request)
    return [
        _opening(row, writers, request)
        | {
            "tags": [{"slug": tag.slug, "name": tag.name} for tag in row.tags.all()],
            "duplicate_of": row.duplicate_of_id if row.duplicate_of_id in allowed else None,
        }
        for row in listed
        if row.pk in allowed
    ]


def reviews(rows: Iterable[ReviewDetail], request: Request) -> list[Told]:
    """Reviews selected with REVIEW_WITH, their tags and updates."""
    listed = list(
        rows
    )  # `visible_reviews` is the gate's own predicate; with sums, a second question would break the budget
    writers = _writers((row.topic.author for row in listed), request)
    return [_review(row, writers, request) for row in listed]


def replies(rows: Iterable[Reply], request: Request) -> list[Told]:
    """Replies selected with REPLY_WITH."""
    listed = list(rows)
    allowed = gate.ids("reply", [row.pk for row in listed], request.viewer)
    writers = _writers((row.author for row in listed), request)
    return [_reply(row, writers, request) for row in listed if row.pk in allowed]


def products(rows: Iterable[Product], request: Request) -> list[Told]:
    """Products with maker and subject."""
    listed = list(rows)
    allowed = gate.ids("product", [row.pk for row in listed], request.viewer)
    return [_product(row, request) for row in listed if row.pk in allowed]


def persons(rows: Iterable[Person], request: Request) -> list[Told]:
    """Persons with their roles."""
    listed = list(rows)
    allowed = gate.ids("person", [row.pk for row in listed], request.viewer)
    return [
        _person(row, request)
        | public_fields(row)
        | {"joined_at": row.joined_at, "source_ref": f"{row.source}:{row.source_id}" if row.source else None}
        for row in listed
        if row.pk in allowed
    ]


def product_line(product: Product, request: HttpRequest) -> Told:
    """A product as the thing a review is about."""
    return {"id": product.pk, "title": product.title, "url": absolute(request, product.get_absolute_url())}


def _writers(authors: Iterable[Person], request: Request) -> dict[int, Told]:
    """The writers `request.viewer` may know of, by id."""
    by_id = {author.pk: author for author in authors}
    allowed = gate.ids("person", by_id, request.viewer)
    return {pk: _person(author, request) for pk, author in by_id.items() if pk in allowed}


def _person(person: Person, request: HttpRequest) -> Told:
    return {"handle": person.handle, "name": person.name, "url": absolute(request, person.get_absolute_url())}


def _text(post: Topic | Reply, writers: dict[int, Told], request: HttpRequest) -> Told:
    tally = getattr(post, "imported_tally", None)
    return {
        "id": post.pk,
        "puid": post.puid,
        "url": absolute(request, post.get_absolute_url()),
        "body": post.body,
        "body_html": post.body_html,
        "author": writers.get(post.author_id),
        "label": post.written_as,
        "connection": post.connection,
        "incentive": None,
        "verification": None,
        "language": post.language,
        "created_at": post.created_at,
        "edited_at": post.edited_at,
        "helpful_count": post.helpful_count,
        "unhelpful_count": post.unhelpful_count,
        "imported_tally": {"up": tally.up, "down": tally.down, "source": tally.source} if tally else None,
        "source_ref": post.source_ref,
        "source_link": post.source_link,
        "licence": post.licence,
    }


def _opening(topic: Topic, writers: dict[int, Told], request: HttpRequest) -> Told:
    idea = getattr(topic, "idea", None)
    return _text(topic, writers, request) | {
        "kind": topic.kind,
        "title": topic.title,
        "audience": topic.audience,
        "space": {"slug": topic.space.slug, "name": topic.space.name} if topic.space else None,
        "status": idea.status if idea else None,
        "verification": getattr(getattr(topic, "review", None), "verification", None),
        "active_at": topic.active_at,
        "answered": topic.solved_at is not None,
        "solved_at": topic.solved_at,
        "archived_at": topic.archived_at,
        "duplicate_of": None,
        "reply_count": topic.reply_count,
        "accepted_count": topic.accepted_count,
        "same_here_count": topic.same_here_count,
        "vote_count": topic.vote_count,
    }


def _review(review: ReviewDetail, writers: dict[int, Told], request: HttpRequest) -> Told:
    return _opening(review.topic, writers, request) | {
        "product": product_line(review.product, request),
        "reviewed_item": review.reviewed_item,
        "stars": review.stars,
        "counted": bool(review.rating and review.rating.counted),
        "pros": review.pros,
        "cons": review.cons,
        "sub_ratings": review.sub_ratings,
        "has_connection": review.has_connection,
        "verification": review.verification,
        "updates": [
            {
                name: getattr(update, name)
                for name in ("at", "body", "body_html", "stars_before", "stars_after")
            }
            for update in _in_order(review.topic.review_updates.all())
        ],
    }


def _in_order(updates: Iterable[Any]) -> Sequence[Any]:
    return sorted(updates, key=lambda update: (update.at, update.pk))


def _reply(reply: Reply, writers: dict[int, Told], request: HttpRequest) -> Told:
    outdated = getattr(reply, "outdating", None) is not None
    return _text(reply, writers, request) | {
        "topic_id": reply.topic_id,
        "parent_id": reply.parent_id,
        "quoted_id": reply.quoted_id,
        "official": reply.official,
        "accepted": getattr(reply, "acceptance", None) is not None and not outdated,
        "outdated": outdated,
    }


def _product(product: Product, request: HttpRequest) -> Told:
    subject = product.subject
    return product_line(product, request) | {
        "maker": product.maker.name if product.maker else "",
        "maker_note": product.maker_note,
        "subject": {"slug": subject.slug, "name": subject.name} if subject else None,
        "year": product.year,
        "line": product.line,
        "price": None if product.price is None else str(product.price),
        "currency": product.currency,
        "language": product.language,
        "link": product.link,
        "variant_of": product.variant_of_id,
        "variant_name": product.variant_name,
        "recall_note": product.recall_note,
        "successor": product.successor_id,
        "rating_count": product.rating_count,
        "mean": product.mean,
        "source_ref": product.source_ref,
        "source_link": product.source_link,
        "added_at": product.added_at,
    }

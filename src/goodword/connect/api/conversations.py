"""Topics, replies and reviews."""

from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Query

from goodword.connect.api import telling
from goodword.connect.api.doors import BAD, GONE, NOT_FOUND, reads
from goodword.connect.api.paging import After, Id, Limit, only, page
from goodword.connect.api.problems import Fallen
from goodword.connect.api.root import how_reviews_work, operator
from goodword.connect.api.shapes import Replies, Reply, Review, Reviews, Told, Topic, Topics
from goodword.conversations import models
from goodword.conversations.queries.reviews import SORTS, visible_reviews
from goodword.conversations.queries.visible import (
    listed_topics,
    replies_that_stood,
    topics_that_stood,
    visible_replies,
)
from goodword.core.errors import Invalid, Missing
from goodword.core.http import Request
from goodword.people.models import Person
from goodword.people.queries import person_by_handle

Kind = Literal["question", "idea", "review", "story"]
ORDERS = {"newest": ["-created_at", "-id"], "oldest": ["created_at", "id"], "active": ["-active_at", "-id"]}


@reads("/topics", Topics, BAD, tag="topics")
def topics(
    request: Request, kind: Annotated[Kind | None, Query(None)], limit: Limit, after: After,
    sort: Annotated[Literal["newest", "oldest", "active"], Query("newest")],
    author: Annotated[str, Query("", max_length=60, description="the handle of their writer")],
) -> Told:  # fmt: skip
    """Questions, ideas, reviews and stories: all, of one kind, or by one writer. With one's own handle, all of one's own."""
    only(request, "kind", "sort", "author", "limit", "after")
    rows = topic_rows(request)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(author=_writer(author, request)) if author else rows
    return page(
        request, rows, ORDERS[sort], lambda found: telling.topics(found, request), after=after, limit=limit
    )


@reads("/topics/{int:topic_id}", Topic, NOT_FOUND, GONE, BAD, tag="topics")
def topic(request: Request, topic_id: Id) -> Told:
    """One topic."""
    only(request)
    return the_one(
        telling.topics(topic_rows(request).filter(pk=topic_id), request), fallen_topic(request, topic_id)
    )


@reads("/topics/{int:topic_id}/replies", Replies, NOT_FOUND, GONE, BAD, tag="topics")
def replies(request: Request, topic_id: Id, limit: Limit, after: After) -> Told:
    """The replies to one topic, oldest first; `parent_id` says which are remarks on another."""
    only(request, "limit", "after")
    if not listed_topics(request.viewer).filter(pk=topic_id).exists():
        raise fallen_topic(request, topic_id) or Missing()
    rows = reply_rows(request).filter(topic_id=topic_id)
    return page(
        request,
        rows,
        ["created_at", "id"],
        lambda found: telling.replies(found, request),
        after=after,
        limit=limit,
    )


@reads("/replies/{int:reply_id}", Reply, NOT_FOUND, GONE, BAD, tag="replies")
def reply(request: Request, reply_id: Id) -> Told:
    """One reply."""
    only(request)
    return the_one(
        telling.replies(reply_rows(request).filter(pk=reply_id), request), fallen_reply(request, reply_id)
    )


@reads("/reviews", Reviews, BAD, tag="reviews")
def reviews(
    request: Request, limit: Limit, after: After,
    sort: Annotated[Literal["newest", "helpful", "stars", "stars-down"], Query("newest")],
) -> Told:  # fmt: skip
    """All reviews."""
    only(request, "sort", "limit", "after")
    return page_of_reviews(request, visible_reviews(request.viewer), sort, after=after, limit=limit)


@reads("/reviews/{int:topic_id}", Review, NOT_FOUND, GONE, BAD, tag="reviews")
def review(request: Request, topic_id: Id) -> Told:
    """One review, by its topic's id."""
    only(request)
    rows = dressed(visible_reviews(request.viewer).filter(topic_id=topic_id))
    return the_one(telling.reviews(rows, request), fallen_review(request, topic_id))


def _writer(handle: str, request: Request) -> Person:
    person = person_by_handle(handle, request.viewer)
    if person is None:
        raise Invalid(_("There is nobody of this name."), field="author")
    return person


def page_of_reviews(request: Request, rows: QuerySet[Any], sort: str, *, after: str, limit: int) -> Told:
    """A page of these reviews, with who runs this site and how reviews work here."""
    told = page(
        request,
        dressed(rows),
        SORTS[sort],
        lambda found: telling.reviews(found, request),
        after=after,
        limit=limit,
    )
    return told | {"operator": operator(), "how_reviews_work": how_reviews_work(request)}


def dressed(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Reviews with all that the API tells of one."""
    return rows.select_related(*telling.REVIEW_WITH).prefetch_related("topic__review_updates")


def topic_rows(request: Request) -> QuerySet[models.Topic]:
    """Topics that stand and that whoever asks may see, with all that the API tells of one."""
    rows = listed_topics(request.viewer).select_related(*telling.TOPIC_WITH, "review")
    return rows.prefetch_related("tags")


def reply_rows(request: Request) -> QuerySet[models.Reply]:
    """The same for replies."""
    rows = visible_replies(request.viewer).filter(state="published", topic__state="published")
    return rows.select_related(*telling.REPLY_WITH)


def the_one(told: list[Told], fallen: Fallen | None) -> Told:
    """The only row. Raises what stands in its place: a tombstone, else Missing."""
    if told:
        return told[0]
    raise fallen or Missing()


def fallen_topic(request: Request, topic_id: int) -> Fallen | None:
    """What stands in the place of a topic that fell; None where nobody may know of one."""
    fallen = topics_that_stood(request.viewer).select_related("withholding__leaf", "withdrawal")
    return tombstone(fallen.filter(pk=topic_id))


def fallen_reply(request: Request, reply_id: int) -> Fallen | None:
    """The same for a reply."""
    fallen = replies_that_stood(request.viewer).select_related("withholding__leaf", "withdrawal")
    return tombstone(fallen.filter(pk=reply_id))


def fallen_review(request: Request, topic_id: int) -> Fallen | None:
    """The same for a review."""
    fallen = topics_that_stood(request.viewer).filter(kind=models.Topic.Kind.REVIEW, pk=topic_id)
    return tombstone(fallen.select_related("withholding__leaf", "withdrawal"))


def tombstone(fallen: QuerySet[Any]) -> Fallen | None:
    """Why the text does not stand any more, None where it never did or nobody may know."""
    post = fallen.first()
    if post is None:
        return None
    if decision := post.withholding:
        rule = f"{decision.rule} ({decision.rule_version})"
        message = _("This text was withheld under a rule of the house.")
        return Fallen(
            message,
            state="withheld",
            rule=rule,
            by="the house",
            at=decision.at.isoformat(),
            log_seq=decision.leaf.seq,
        )
    at = post.withdrawal.at.isoformat() if post.withdrawal else ""
    message = _("Its writer took this text back.")
    return Fallen(message, state="withdrawn", rule=None, by="the writer", at=at, log_seq=None)

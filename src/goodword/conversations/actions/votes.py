"""Votes and "helpful". The counts of a text are moved here and nowhere else (R11)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goodword.conversations import policy
from goodword.conversations.events import VoteCast
from goodword.conversations.models import Reply, Topic, Vote
from goodword.core import clock
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.events import publish
from goodword.core.text import clean_line
from goodword.people.models import Person
from goodword.people.queries import viewer_of


@transaction.atomic
def vote(
    post: Topic | Reply, *, by: Person, value: int = 1, because: str = "", at: datetime | None = None
) -> Vote:
    """One person's word on a text: for an idea (+1), helpful (+1) or not (-1) for a reply or a review.

    Voting again changes value and because; it never counts twice. Raises NotAllowed (one's own text, or it does not stand), Invalid.
    """
    post = type(post).objects.select_for_update(of=("self",)).get(pk=post.pk)
    if not policy.can_vote(viewer_of(by), post):
        raise NotAllowed(_("Others say what they think of your text."))
    if value not in (1, -1) or (value == -1 and not _takes_both(post)):
        raise Invalid(_("This vote is not one we know."), field="value")
    defaults = {"value": value, "because": clean_line(because, 300), "at": at or clock.now()}
    try:
        with transaction.atomic():
            row, new = Vote.objects.get_or_create(person=by, **_target(post), defaults=defaults)
    except IntegrityError as error:
        raise Conflict(_("Your vote is counted already.")) from error
    if not new:
        Vote.objects.filter(pk=row.pk).update(**defaults)
    recount(post)
    publish(_cast(post, by, value))
    return row


@transaction.atomic
def take_back(post: Topic | Reply, *, by: Person) -> None:
    """Take one's vote back. Doing it twice changes nothing."""
    post = type(post).objects.select_for_update(of=("self",)).get(pk=post.pk)
    gone, _rows = Vote.objects.filter(person=by, **_target(post)).delete()
    if gone:
        recount(post)
        publish(_cast(post, by, 0))


def recount(post: Topic | Reply) -> None:
    """Set the counts of a text from its votes: an idea has votes, everything else helpful and not helpful."""
    values = list(Vote.objects.filter(**_target(post)).values_list("value", flat=True))
    up, down = values.count(1), values.count(-1)
    if isinstance(post, Topic) and post.kind == Topic.Kind.IDEA:
        post.vote_count = up
        post.save(update_fields=["vote_count"])
    else:
        post.helpful_count, post.unhelpful_count = up, down
        post.save(update_fields=["helpful_count", "unhelpful_count"])


def _target(post: Topic | Reply) -> dict[str, Topic | Reply]:
    return {"reply": post} if isinstance(post, Reply) else {"topic": post}


def _takes_both(post: Topic | Reply) -> bool:
    """Whether "not helpful" exists for it: reviews and replies; nobody votes against an idea."""
    return isinstance(post, Reply) or post.kind == Topic.Kind.REVIEW


def _cast(post: Topic | Reply, by: Person, value: int) -> VoteCast:
    is_reply = isinstance(post, Reply)
    return VoteCast(
        topic_id=None if is_reply else post.pk,
        reply_id=post.pk if is_reply else None,
        by_id=by.pk,
        value=value,
    )

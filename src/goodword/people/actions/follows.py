"""Following and no longer following."""

from datetime import datetime

from django.db import transaction

from goodword.core import clock, gate
from goodword.core.errors import Invalid, Missing
from goodword.core.events import publish
from goodword.core.gate import Ref
from goodword.people.events import Followed, Unfollowed
from goodword.people.models import Follow, Person
from goodword.people.queries import viewer_of

KINDS = {"person", "product", "tag", "space", "topic"}


@transaction.atomic
def follow(ref: Ref, *, by: Person, at: datetime | None = None) -> Follow:
    """Follow what one may see. Doing it twice changes nothing. Raises Missing, Invalid (oneself, another kind)."""
    if ref.kind not in KINDS or ref == Ref("person", by.pk):
        raise Invalid(ref.kind)
    if not gate.may_see(ref, viewer_of(by)):
        raise Missing()
    row, new = Follow.objects.get_or_create(
        person=by, kind=ref.kind, object_id=ref.id, defaults={"since": at or clock.now()}
    )
    if new:
        publish(Followed(person_id=by.pk, kind=ref.kind, object_id=ref.id))
    return row


@transaction.atomic
def unfollow(ref: Ref, *, by: Person) -> None:
    """Stop following. Doing it twice changes nothing."""
    gone, _ = Follow.objects.filter(person=by, kind=ref.kind, object_id=ref.id).delete()
    if gone:
        publish(Unfollowed(person_id=by.pk, kind=ref.kind, object_id=ref.id))


@transaction.atomic
def hand_on_followers(kind: str, object_id: int, heir_id: int) -> None:
    """Whoever followed an object follows its heir from now on (merged tags and products). Doing it twice changes nothing."""
    followed = Follow.objects.filter(kind=kind, object_id=object_id)
    Follow.objects.bulk_create(
        (
            Follow(person_id=row.person_id, kind=kind, object_id=heir_id, since=row.since)
            for row in followed.order_by("pk")
        ),
        ignore_conflicts=True,
    )
    followed.delete()

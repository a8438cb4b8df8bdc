"""Duplicates are linked and led to the original; archives are closed and stay readable."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from goodword.conversations import policy
from goodword.conversations.events import TopicArchived, TopicMarkedDuplicate, TopicReopened
from goodword.conversations.models import Topic
from goodword.core import clock
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.events import publish
from goodword.people.models import Person
from goodword.people.queries import viewer_of


@transaction.atomic
def mark_duplicate(topic: Topic, *, by: Person, original: Topic) -> Topic:
    """Say that a topic asks what another one asks. Its page then leads there; its replies stay.

    Raises NotAllowed, Invalid (itself, another kind, a staff-only original of a public topic, a circle), Conflict.
    """
    if not policy.can_tidy(viewer_of(by)):
        raise NotAllowed(_("The staff and champions link duplicates."))
    if topic.pk == original.pk or topic.kind != original.kind or topic.kind == Topic.Kind.REVIEW:
        raise Invalid(_("Choose another conversation of the same kind."), field="original")
    locked = {
        row.pk: row
        for row in Topic.objects.select_for_update(of=("self",))
        .filter(pk__in=[topic.pk, original.pk])
        .order_by("pk")
    }
    topic, original = locked[topic.pk], locked[original.pk]
    if original.state != "published" or original.audience != "everyone":
        raise Invalid(_("Not everybody can read that one."), field="original")
    if original.duplicate_of_id is not None:
        raise Invalid(_("That one is a duplicate itself. Choose the one it leads to."), field="original")
    if topic.duplicate_of_id is not None:
        raise Conflict(_("This is linked to another one already."))
    Topic.objects.filter(duplicate_of=topic).update(duplicate_of=original)  # no chains: each leads to the end
    topic.duplicate_of = original
    topic.save(update_fields=["duplicate_of"])
    publish(TopicMarkedDuplicate(topic_id=topic.pk, by_id=by.pk, original_id=original.pk))
    return topic


@transaction.atomic
def unmark_duplicate(topic: Topic, *, by: Person) -> Topic:
    """Undo the link. Raises NotAllowed."""
    if not policy.can_tidy(viewer_of(by)):
        raise NotAllowed(_("The staff and champions link duplicates."))
    Topic.objects.filter(pk=topic.pk).update(duplicate_of=None)
    topic.duplicate_of = None
    return topic


@transaction.atomic
def archive_topic(topic: Topic, *, by: Person, at: datetime | None = None) -> Topic:
    """Close a conversation: it stays readable and takes no more replies. Raises NotAllowed. Doing it twice changes nothing."""
    if not policy.can_archive(viewer_of(by)):
        raise NotAllowed(_("The staff closes conversations."))
    if Topic.objects.filter(pk=topic.pk, archived_at__isnull=True).update(archived_at=at or clock.now()):
        publish(TopicArchived(topic_id=topic.pk, by_id=by.pk))
    topic.refresh_from_db(fields=["archived_at"])
    return topic


@transaction.atomic
def reopen_topic(topic: Topic, *, by: Person) -> Topic:
    """Open an archived conversation again. Raises NotAllowed. Doing it twice changes nothing."""
    if not policy.can_archive(viewer_of(by)):
        raise NotAllowed(_("The staff opens conversations again."))
    if Topic.objects.filter(pk=topic.pk, archived_at__isnull=False).update(archived_at=None):
        publish(TopicReopened(topic_id=topic.pk, by_id=by.pk))
    topic.refresh_from_db(fields=["archived_at"])
    return topic

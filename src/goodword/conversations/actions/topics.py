"""Opening, editing and taking back topics."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from goodword.catalog.models import Product
from goodword.conversations import policy
from goodword.conversations.actions import _words
from goodword.conversations.actions.pictures import link_pictures
from goodword.conversations.actions.stars import settle_stars
from goodword.conversations.actions.tags import count_topics, tag_topic
from goodword.conversations.events import TopicEdited, TopicOpened, TopicWithdrawn
from goodword.conversations.models import IdeaDetail, Revision, Space, Tag, Topic, Withdrawal
from goodword.core import clock
from goodword.core.errors import Invalid, NotAllowed
from goodword.core.events import publish
from goodword.people.models import Person
from goodword.people.queries import label_at, viewer_of


@transaction.atomic
def open_topic(
    kind: str,
    *,
    by: Person,
    title: str,
    body: str = "",
    audience: str = Topic.Audience.EVERYONE,
    space: Space | None = None,
    tags: Iterable[Tag] = (),
    about: Iterable[Product] = (),
    reuse_consent: bool = False,
    html: str | None = None,
    at: datetime | None = None,
) -> Topic:
    """Publish a question, idea or story (reviews: `submit_review`). It is public and on disk when this returns.

    audience: "everyone", or "staff" for what only the staff should read. html: safe HTML of an import. Raises NotAllowed, Invalid.
    """
    if not policy.can_open_topic(viewer_of(by)) and not by.source:
        raise NotAllowed(_("Please sign in first."))
    if space is not None and space.archived_at is not None and at is None:
        raise Invalid(_("This part is closed. Choose another one."), field="space")
    now = at or clock.now()
    topic = Topic.objects.create(
        kind=kind,
        author=by,
        written_as=label_at(by, at),
        title=_words.title_of(title),
        audience=audience,
        space=space,
        created_at=now,
        active_at=now,
        reuse_consent_at=now if reuse_consent else None,
        **_words.words_of(body, required=kind == Topic.Kind.STORY, html=html),
    )
    tag_topic(topic, tags)
    topic.about.set(about)
    link_pictures(topic)
    if kind == Topic.Kind.IDEA:
        IdeaDetail.objects.create(topic=topic, changed_at=now)
    publish(TopicOpened(topic_id=topic.pk, by_id=by.pk, kind=kind))
    return topic


@transaction.atomic
def edit_topic(
    topic: Topic,
    *,
    by: Person,
    title: str,
    body: str,
    tags: Iterable[Tag] | None = None,
    at: datetime | None = None,
) -> Topic:
    """Change the words of one's own topic (and its tags, if given); what stood before is kept. Raises NotAllowed, Invalid."""
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if not policy.can_edit(viewer_of(by), topic):
        raise NotAllowed(_("Only its writer can change a text."))
    new_title = _words.title_of(title)
    words = _words.words_of(body, required=topic.kind in ("story", "review"))
    if tags is not None:
        tag_topic(topic, tags)
    if (new_title, words["body"]) == (topic.title, topic.body):
        return topic
    now = at or clock.now()
    Revision.objects.create(
        topic=topic, title=topic.title, body=topic.body, digest=_words.digest(topic.title, topic.body), at=now
    )
    topic.title, topic.body, topic.body_html, topic.edited_at = (
        new_title,
        words["body"],
        words["body_html"],
        now,
    )
    topic.save(update_fields=["title", "body", "body_html", "edited_at"])
    link_pictures(topic)
    publish(TopicEdited(topic_id=topic.pk, by_id=by.pk))
    return topic


@transaction.atomic
def withdraw_topic(topic: Topic, *, by: Person, at: datetime | None = None) -> Topic:
    """Take one's own topic back. Replies of others stay with it and are no longer shown. Raises NotAllowed."""
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if not policy.can_withdraw(viewer_of(by), topic):
        raise NotAllowed(_("Only its writer can take a text back."))
    topic.withdrawal = Withdrawal.objects.create(by=by, at=at or clock.now())
    topic.state = "withdrawn"
    topic.save(update_fields=["state", "withdrawal"])
    count_topics(topic.tags.values_list("pk", flat=True))
    settle_stars(topic)
    publish(TopicWithdrawn(topic_id=topic.pk, by_id=by.pk))
    return topic


@transaction.atomic
def consent_to_reuse(topic: Topic, *, by: Person, agreed: bool, at: datetime | None = None) -> Topic:
    """Let the shop show one's story elsewhere, or no longer. Raises NotAllowed for anybody but its writer."""
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if not policy.can_edit(viewer_of(by), topic):
        raise NotAllowed(_("Only its writer decides where a story is shown."))
    topic.reuse_consent_at = (topic.reuse_consent_at or at or clock.now()) if agreed else None
    topic.save(update_fields=["reuse_consent_at"])
    return topic

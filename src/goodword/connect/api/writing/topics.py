"""Questions, ideas and stories: opening, changing, taking back."""

from django.urls import reverse
from django.utils.translation import gettext as _

from goodword.catalog.models import Product
from goodword.catalog.queries.products import visible_products
from goodword.connect.addresses import absolute
from goodword.connect.api import conversations, telling
from goodword.connect.api.access import writer
from goodword.connect.api.doors import GONE, NOT_FOUND, writes
from goodword.connect.api.inputs import ChangedTopic, NewTopic
from goodword.connect.api.paging import Id, only
from goodword.connect.api.shapes import Made, Told
from goodword.connect.api.shapes import Topic as TopicShape
from goodword.conversations.actions import topics
from goodword.conversations.actions.tags import tags_from_words
from goodword.conversations.models import Space, Topic
from goodword.conversations.queries.lists import open_spaces
from goodword.conversations.queries.threads import topic_of
from goodword.core.errors import Conflict, Invalid, Missing
from goodword.core.http import Request

SCOPE = "topics:write"


@writes("POST", "/topics", TopicShape, tag="topics", scope=SCOPE)
def open_topic(request: Request, new: NewTopic) -> Made:
    """Ask, propose or tell. It is public and on disk when this is answered."""
    only(request)
    if new.audience == "staff" and new.kind != "question":
        raise Invalid(_("Only a question can be for the staff alone."), field="audience")
    topic = topics.open_topic(
        new.kind,
        by=writer(request),
        title=new.title,
        body=new.body,
        audience=new.audience,
        space=_space(new.space, request),
        tags=tags_from_words(",".join(new.tags)),
        about=_products(new.about, request),
        reuse_consent=new.reuse and new.kind == "story",
    )
    return Made(_told(topic.pk, request), absolute(request, reverse("connect:api:topic", args=[topic.pk])))


@writes("PATCH", "/topics/{int:topic_id}", TopicShape, NOT_FOUND, GONE, tag="topics", scope=SCOPE)
def change_topic(request: Request, topic_id: Id, change: ChangedTopic) -> Told:
    """Change the words or tags of one's own question, idea or story."""
    only(request)
    topic = own_kind(request, topic_id)
    topics.edit_topic(
        topic,
        by=writer(request),
        title=topic.title if change.title is None else change.title,
        body=topic.body if change.body is None else change.body,
        tags=None if change.tags is None else tags_from_words(",".join(change.tags)),
    )
    return _told(topic.pk, request)


@writes("DELETE", "/topics/{int:topic_id}", None, NOT_FOUND, GONE, tag="topics", scope=SCOPE)
def withdraw_topic(request: Request, topic_id: Id) -> None:
    """Take one's own question, idea or story back. Replies of others are no longer shown with it."""
    only(request)
    topics.withdraw_topic(own_kind(request, topic_id), by=writer(request))


def standing_topic(request: Request, topic_id: int) -> Topic:
    """A topic that stands, for a verb. Raises Fallen where one stood, Missing."""
    try:
        return topic_of(topic_id, request.viewer)
    except Missing as error:
        raise conversations.fallen_topic(request, topic_id) or error from error


def own_kind(request: Request, topic_id: int) -> Topic:
    """The same for what is changed and taken back here. Raises Conflict on a review, which has its own address."""
    topic = standing_topic(request, topic_id)
    if topic.kind == Topic.Kind.REVIEW:
        raise Conflict(_("This is a review: its address is /reviews/%(id)s.") % {"id": topic_id})
    return topic


def _told(topic_id: int, request: Request) -> Told:
    rows = conversations.topic_rows(request).filter(pk=topic_id)
    return conversations.the_one(telling.topics(rows, request), None)


def _space(slug: str | None, request: Request) -> Space | None:
    if slug is None:
        return None
    for space in open_spaces(request.viewer):
        if space.slug == slug:
            return space
    raise Invalid(_("There is no such part here, or it is closed."), field="space")


def _products(ids: list[int], request: Request) -> list[Product]:
    numbers = [number for number in dict.fromkeys(ids) if 0 < number < 2**63]
    found = list(visible_products(request.viewer).filter(pk__in=numbers)) if numbers else []
    if len(found) != len(set(ids)):
        raise Invalid(_("One of these products is not here."), field="about")
    return found

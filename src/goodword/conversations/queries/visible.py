"""The predicate of the reading gate for topics and replies. Every list here is built from it."""

from django.db.models import Q, QuerySet

from goodword.conversations.models import Reply, Topic
from goodword.core.viewer import Viewer


def topics_open_to(viewer: Viewer, prefix: str = "") -> Q:
    """Which topics a viewer may see: public ones that stand; their own; staff-only ones for staff; withheld ones for moderators.

    prefix: "topic__" asks the same of the topic of a row.
    """
    published = Q(**{f"{prefix}state": "published"})
    own = Q(**{f"{prefix}author_id": viewer.id}) if viewer.signed_in else Q()
    if viewer.is_staff:
        open_ones = published
    else:
        everyone = Q(**{f"{prefix}audience": "everyone"})
        space = Q(**{f"{prefix}space__isnull": True}) | Q(**{f"{prefix}space__staff_only": False})
        open_ones = published & everyone & space
    if viewer.may("moderation.decide"):
        open_ones |= Q(**{f"{prefix}state": "withheld"})
    return open_ones | own if viewer.signed_in else open_ones


def replies_open_to(viewer: Viewer) -> Q:
    """Which replies a viewer may see: the same rule for the reply, within a topic they may see."""
    states = Q(state="published")
    if viewer.signed_in:
        states |= Q(author_id=viewer.id)
    if viewer.may("moderation.decide"):
        states |= Q(state="withheld")
    return states & topics_open_to(viewer, "topic__")


def visible_topics(viewer: Viewer) -> QuerySet[Topic]:
    """All topics a viewer may see, unordered."""
    return Topic.objects.filter(topics_open_to(viewer))


def visible_replies(viewer: Viewer) -> QuerySet[Reply]:
    """All replies a viewer may see, unordered."""
    return Reply.objects.filter(replies_open_to(viewer))


def listed_topics(viewer: Viewer) -> QuerySet[Topic]:
    """Topics for lists: what may be seen and still stands (a writer's own withdrawn text is not listed, only reachable)."""
    return visible_topics(viewer).filter(state="published")


def visible_topic_ids(ids: set[int], viewer: Viewer) -> set[int]:
    """The gate for kind "topic": only what stands, so that no surface shows a withheld text as if it were published."""
    return set(listed_topics(viewer).filter(pk__in=ids).values_list("pk", flat=True))


def visible_reply_ids(ids: set[int], viewer: Viewer) -> set[int]:
    """The gate for kind "reply"."""
    replies = visible_replies(viewer).filter(pk__in=ids, state="published", topic__state="published")
    return set(replies.values_list("pk", flat=True))

"""The predicate of the reading gate for topics and replies. Every list here is built from it."""

from django.db.models import Q, QuerySet

from goodword.catalog.models import Product, ReceiptClaim
from goodword.conversations.models import PostPicture, Reply, Space, Tag, Topic
from goodword.core.viewer import Viewer
from goodword.people.models import Picture


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


def topics_that_stood(viewer: Viewer) -> QuerySet[Topic]:
    """Topics that were withheld or withdrawn, which this viewer could have read when they stood: for tombstones."""
    fallen = Topic.objects.filter(state__in=["withheld", "withdrawn"])
    if viewer.is_staff:
        return fallen
    space = Q(space__isnull=True) | Q(space__staff_only=False)
    own = Q(author_id=viewer.id) if viewer.signed_in else Q(pk__in=[])
    return fallen.filter((Q(audience="everyone") & space) | own)


def replies_that_stood(viewer: Viewer) -> QuerySet[Reply]:
    """Replies that were withheld or withdrawn in a topic this viewer may read: for tombstones."""
    fallen = Reply.objects.filter(state__in=["withheld", "withdrawn"], topic__state="published")
    return fallen.filter(topics_open_to(viewer, "topic__"))


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


def visible_spaces(viewer: Viewer) -> QuerySet[Space]:
    """All spaces a viewer may enter, in the order of the house; staff-only ones are for staff."""
    spaces = Space.objects.order_by("position", "name", "pk")
    return spaces if viewer.is_staff else spaces.filter(staff_only=False)


def visible_space_ids(ids: set[int], viewer: Viewer) -> set[int]:
    """The gate for kind "space"."""
    return set(visible_spaces(viewer).filter(pk__in=ids).values_list("pk", flat=True))


def visible_tag_ids(ids: set[int], _viewer: Viewer) -> set[int]:
    """The gate for kind "tag": tags are words, open to all; which topics carry one is asked topic by topic."""
    return set(Tag.objects.filter(pk__in=ids).values_list("pk", flat=True))


def visible_pictures(viewer: Viewer) -> QuerySet[Picture]:
    """Pictures a viewer may see: their own, those of a text they may see, those of products; receipts, for the order desk."""
    in_topics = PostPicture.objects.filter(topic__state="published").filter(topics_open_to(viewer, "topic__"))
    in_replies = PostPicture.objects.filter(reply__in=visible_replies(viewer).filter(state="published"))
    in_replies = in_replies.filter(reply__topic__state="published")
    seen = Q(pk__in=in_topics.values("picture")) | Q(pk__in=in_replies.values("picture"))
    seen |= Q(pk__in=Product.objects.filter(picture__isnull=False).values("picture"))
    if viewer.may("orders.confirm"):
        seen |= Q(pk__in=ReceiptClaim.objects.filter(picture__isnull=False).values("picture"))
    if viewer.signed_in:
        seen |= Q(owner_id=viewer.id)
    return Picture.objects.filter(seen)


def visible_picture_ids(ids: set[int], viewer: Viewer) -> set[int]:
    """The gate for kind "picture"."""
    return set(visible_pictures(viewer).filter(pk__in=ids).values_list("pk", flat=True))

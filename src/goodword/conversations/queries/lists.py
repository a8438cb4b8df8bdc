"""Lists of topics, each narrowed to what the viewer may see and paged by key."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from goodword.conversations.models import Space, Tag, TagSynonym, Topic
from goodword.conversations.models.ideas import Status
from goodword.conversations.queries.answer_times import answered_questions
from goodword.conversations.queries.visible import listed_topics, visible_spaces
from goodword.core.errors import Invalid, Missing
from goodword.core.paging import Page, page_by_key
from goodword.core.text import slug as slug_of
from goodword.core.viewer import Viewer

PAGE = 25
BY_ACTIVITY, BY_AGE = ["-active_at", "-id"], ["-created_at", "-id"]
FILTERS = ("open", "unanswered", "solved", "mine", "answered")


@dataclass(frozen=True)
class Asked:
    """What a list was asked for. show: one of FILTERS or "" for all. sort: "active" or "newest"."""

    show: str = ""
    sort: str = "active"
    space: Space | None = None
    tag: Tag | None = None
    after: str = ""

    @property
    def order(self) -> list[str]:
        """The key to page by."""
        return BY_AGE if self.sort == "newest" else BY_ACTIVITY


def topics(kind: str, viewer: Viewer, asked: Asked) -> Page[Topic]:
    """A page of topics of one kind ("" for all but reviews)."""
    found = lines(viewer).filter(duplicate_of__isnull=True)
    found = found.filter(kind=kind) if kind else found.exclude(kind=Topic.Kind.REVIEW)
    found = _narrowed(found, asked.show, viewer)
    if asked.space:
        found = found.filter(space=asked.space)
    if asked.tag:
        found = found.filter(tags=asked.tag)
    return page_by_key(found, asked.order, asked.after, PAGE)


def ideas(viewer: Viewer, *, status: str = "", sort: str = "votes", after: str = "") -> Page[Topic]:
    """A page of ideas, by votes or newest, of one status or all."""
    found = lines(viewer).filter(kind=Topic.Kind.IDEA, duplicate_of__isnull=True)
    if status in Status.values:
        found = found.filter(idea__status=status)
    order = ["-vote_count", "-id"] if sort == "votes" else BY_AGE
    return page_by_key(found, order, after, PAGE)


def lines(viewer: Viewer) -> QuerySet[Topic]:
    """Topics with what one line shows of them."""
    return listed_topics(viewer).select_related("author", "space", "idea")


def space_by_slug(slug: str, viewer: Viewer) -> Space:
    """A space the viewer may enter. Raises Missing."""
    space = visible_spaces(viewer).filter(slug=slug).first()
    if space is None:
        raise Missing()
    return space


def tag_by_slug(slug: str) -> Tag:
    """The tag behind an address: itself, or the one it was merged into or is a spelling of. Raises Missing."""
    tag = Tag.objects.select_related("merged_into").filter(slug=slug).first()
    if tag is None:
        synonym = TagSynonym.objects.select_related("tag__merged_into").filter(slug=slug).first()
        tag = synonym.tag if synonym else None
    if tag is None:
        raise Missing()
    return tag.merged_into or tag


def tags(word: str = "", limit: int = 200) -> list[Tag]:
    """The tags most used, or those that hold a word."""
    found = Tag.objects.filter(merged_into__isnull=True, topic_count__gt=0)
    if word:
        found = found.filter(Q(name__icontains=word) | Q(slug__icontains=word))
    return list(found.order_by("-topic_count", "name")[:limit])


def open_spaces(viewer: Viewer) -> list[Space]:
    """The spaces in which the viewer may begin something."""
    return list(visible_spaces(viewer).filter(archived_at__isnull=True))


def _narrowed(found: QuerySet[Topic], show: str, viewer: Viewer) -> QuerySet[Topic]:
    if show == "open":
        return found.filter(solved_at__isnull=True, archived_at__isnull=True)
    if show == "unanswered":
        return found.filter(answered_at__isnull=True, archived_at__isnull=True)
    if show == "solved":
        return found.filter(solved_at__isnull=False)
    if show == "mine":
        return found.filter(author_id=viewer.id)
    if show == "answered":  # what the middle answer time on the first page is of
        return found.filter(pk__in=answered_questions().values("pk"))
    return found


def tag_by_id(id: int) -> Tag:
    """A tag that was not merged. Raises Missing."""
    tag = Tag.objects.filter(pk=id, merged_into__isnull=True).first()
    if tag is None:
        raise Missing()
    return tag


def tag_for_merge(word: str) -> Tag:
    """The tag somebody means by a word. Raises Invalid where there is none."""
    try:
        return tag_by_slug(slug_of(word))
    except Missing as error:
        raise Invalid(_("There is no tag of this name."), field="into") from error

"""One conversation as its page shows it: the topic, and its replies by the published order rule, a page at a time.

The order rule: the official answer, then accepted answers, then the others, then those out of date; within each class newest first
(questions) or oldest first (everything else), or as the reader chooses. Nothing else moves a reply.
"""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from goodword.conversations import policy
from goodword.conversations.models import Confirmation, Draft, Reply, SameHere, Topic, Vote
from goodword.conversations.queries.undo import undo_since, with_fresh_reply
from goodword.conversations.queries.visible import topics_that_stood, visible_replies, visible_topics
from goodword.core import prepared
from goodword.core.errors import Missing
from goodword.core.paging import behind, page_by_key, token_of
from goodword.core.prepared import Found, Raw, listed, padded
from goodword.core.viewer import Viewer
from goodword.people.models import Follow

PAGE = 30  # replies on one page, whatever their number
REMARKS = 8  # short replies shown under one reply; the rest has a page
ORDERS = {
    "newest": ["-rank", "-created_at", "-id"],
    "oldest": ["-rank", "created_at", "id"],
    "helpful": ["-rank", "-helpful_count", "-id"],
}
WITH = (
    "author",
    "author__staff_profile",
    "acceptance__by",
    "outdating__by",
    "quoted__author",
    "withholding__leaf",
    "withdrawal",
    "imported_tally",
)


@dataclass(frozen=True)
class Row:
    """A reply as a viewer sees it. shown: its words may be read; else a tombstone stands in its place."""

    reply: Reply
    topic: Topic
    viewer: Viewer
    shown: bool
    remarks: list["Row"] = field(default_factory=list)
    more_remarks: int = 0

    @property
    def is_answer(self) -> bool:
        """Whether it can be accepted, tried and outdated."""
        return self.topic.kind == Topic.Kind.QUESTION and self.reply.parent_id is None

    @property
    def acceptance(self) -> Any:
        """The acceptance that stands, or None."""
        return getattr(self.reply, "acceptance", None) if self.reply.rank > -1 else None

    @property
    def outdating(self) -> Any:
        """Its out-of-date mark, or None."""
        return getattr(self.reply, "outdating", None)

    @property
    def live(self) -> bool:
        """Whether something can be done with it here and now."""
        return self.reply.state == "published" and self.viewer.signed_in

    @property
    def can_vote(self) -> bool:
        """Whether the viewer may say that it helped."""
        return self.live and policy.can_vote(self.viewer, self.reply)

    @property
    def can_confirm(self) -> bool:
        """Whether the viewer may say that it still works."""
        return self.live and self.is_answer and policy.can_confirm(self.viewer, self.reply)

    @property
    def can_accept(self) -> bool:
        """Whether the viewer may accept it."""
        free = self.live and self.is_answer and self.acceptance is None and self.outdating is None
        return free and policy.can_accept_answer(self.viewer, self.topic)

    @property
    def needs_note(self) -> bool:
        """Whether accepting it takes a note: for everybody but the asker."""
        return self.topic.author_id != self.viewer.person_id

    @property
    def can_unaccept(self) -> bool:
        """Whether the viewer may take the acceptance back."""
        if not self.live or self.acceptance is None:
            return False
        return self.viewer.is_staff or self.viewer.id in (self.acceptance.by_id, self.topic.author_id)

    @property
    def can_outdate(self) -> bool:
        """Whether the viewer may say that it is out of date, or undo that."""
        return self.live and self.is_answer and policy.can_mark_outdated(self.viewer)

    @property
    def can_edit(self) -> bool:
        """Whether the viewer wrote it and it stands."""
        return self.live and policy.can_edit(self.viewer, self.reply)

    @property
    def can_reply(self) -> bool:
        """Whether the viewer may write under it."""
        return self.live and policy.can_reply(self.viewer, self.topic)


@dataclass(frozen=True)
class Line:
    """One place of a thread, as the database gave it. alike: equal for whoever would see the same there; None where nobody can tell."""

    at: int
    rank: int
    alike: Hashable | None


class Thread:
    """One page of replies. next: the key of the next page, "" on the last. rows and outdated are made when they are needed.

    key: equal for two pages that say the same to everybody.
    """

    def __init__(
        self, topic: Topic, viewer: Viewer, replies: Found[Reply], remarks: Found[Reply], sort: str
    ) -> None:
        self.topic, self.viewer, self.sort = topic, viewer, sort
        self._replies, self._remarks = replies, remarks
        self.next = ""
        if len(replies.raw) > PAGE:
            self._replies = Found(replies.query, replies.raw[:PAGE])
            last = replies.query.objects(replies.raw[PAGE - 1 : PAGE])[0]
            self.next = token_of(last, ORDERS[sort])

    @cached_property
    def key(self) -> Hashable:
        """A digest of all it was made from."""
        return hash((*self._replies.raw, *self._remarks.raw))

    @cached_property
    def all_rows(self) -> list[Row]:
        """Every place of the page as a row."""
        grouped: dict[int, list[Reply]] = defaultdict(list)
        for remark in self._remarks.objects():
            grouped[remark.parent_id or 0].append(remark)
        replies = self._replies.objects()
        return [_row(reply, self.topic, self.viewer, grouped.get(reply.pk, [])) for reply in replies]

    def without(self, ids: set[int]) -> "Thread":
        """Leave out replies that stand elsewhere on the page."""
        pk = self._replies.query.column("id")
        self._replies = Found(self._replies.query, [raw for raw in self._replies.raw if raw[pk] not in ids])
        return self

    @property
    def standing(self) -> list[Line]:
        """The places of those that are not out of date."""
        return [line for line in self.lines if line.rank >= 0]

    @property
    def aside(self) -> list[Line]:
        """The places of those below the others."""
        return [line for line in self.lines if line.rank < 0]

    @property
    def rows(self) -> list[Row]:
        """The replies that are not out of date."""
        return [row for row in self.all_rows if row.reply.rank >= 0]

    @property
    def outdated(self) -> list[Row]:
        """Those below the others."""
        return [row for row in self.all_rows if row.reply.rank < 0]

    @cached_property
    def lines(self) -> list[Line]:
        """The places of the page, before anything is made of them."""
        rank, pk = self._replies.query.column("rank"), self._replies.query.column("id")
        below: dict[int, list[Raw]] = defaultdict(list)
        if self._remarks.raw:
            parent = self._remarks.query.column("parent_id")
            for raw in self._remarks.raw:
                below[raw[parent]].append(raw)
        return [
            Line(number, raw[rank], self._alike(raw, below.get(raw[pk], [])))
            for number, raw in enumerate(self._replies.raw)
        ]

    def _alike(self, raw: Raw, remarks: list[Raw]) -> Hashable | None:
        """The rows, and where in them the viewer stands: by these alone a viewer differs from others with the same roles.

        Staff find panels of other rooms there, and a fallen text is worded by rules: those are made each time.
        """
        if self.viewer.is_staff:
            return None
        state = self._replies.query.column("state")
        if raw[state] != "published" or any(remark[state] != "published" for remark in remarks):
            return None
        me = self.viewer.id
        own = tuple(at for row in (raw, *remarks) for at, value in enumerate(row) if me and value == me)
        return (raw[self._replies.query.column("id")], hash((raw, *remarks, own)))


def topic_page(topic_id: int, viewer: Viewer, *kinds: str) -> Topic:
    """A topic that stands, with what its page needs and what is the viewer's own of it. Raises Missing.

    In one query: mine_same_here, mine_follow, mine_vote (value or None), my_draft (fields or None), fresh_id, fresh_at.
    """

    def build(value: Any) -> QuerySet[Topic]:
        asking = _asking(viewer, value)
        topics = visible_topics(asking).filter(state="published", pk=value.topic)
        return _with_own(topics, value, asking).order_by()[:1]

    own: dict[str, Any] = {"draft": f"topic-{topic_id}", "since": undo_since()} if viewer.signed_in else {}
    values: dict[str, Any] = {"topic": topic_id, **_person(viewer), **own}
    found = prepared.find(("topic", viewer.signed_in, viewer.scopes), build, **values).first()
    if found is None or (kinds and found.kind not in kinds):
        raise Missing()
    return found


def fallen_topic(topic_id: int, viewer: Viewer, *kinds: str) -> Topic | None:
    """A topic that was withheld or withdrawn and that this viewer could have read before, else None."""
    found = topics_that_stood(viewer).select_related("author", "withholding__leaf", "withdrawal")
    topic = found.filter(pk=topic_id).first()
    return topic if topic and (not kinds or topic.kind in kinds) else None


def default_sort(topic: Topic) -> str:
    """Questions begin with the newest answer, everything else with the oldest reply."""
    return "newest" if topic.kind == Topic.Kind.QUESTION else "oldest"


def thread(topic: Topic, viewer: Viewer, *, sort: str = "", after: str = "") -> Thread:
    """A page of the replies to a topic the viewer may see. Raises Invalid on a key that is not ours."""
    sort = sort if sort in ORDERS else default_sort(topic)
    replies = _first_page(topic, viewer, sort) if not after else _further_page(topic, viewer, sort, after)
    ids = [raw[replies.query.column("id")] for raw in replies.raw[:PAGE]]
    remarks = _remarks(topic, viewer, ids) if ids and topic.reply_count else Found(replies.query, [])
    return Thread(topic, viewer, replies, remarks, sort)


def _first_page(topic: Topic, viewer: Viewer, sort: str) -> Found[Reply]:
    def build(value: Any) -> QuerySet[Reply]:
        replies = _replies(_asking(viewer, value))
        return replies.filter(topic_id=value.topic, parent__isnull=True).order_by(*ORDERS[sort])[: PAGE + 1]

    return prepared.find(("replies", sort, viewer.signed_in), build, topic=topic.pk, **_person(viewer))


def _further_page(topic: Topic, viewer: Viewer, sort: str, after: str) -> Found[Reply]:
    replies = _replies(viewer).filter(topic_id=topic.pk, parent__isnull=True)
    return prepared.once(behind(replies, ORDERS[sort], after)[: PAGE + 1])


def _asking(viewer: Viewer, value: Any) -> Viewer:
    """This viewer with the value that stands for their id."""
    return Viewer(value.person, viewer.scopes, viewer.just_looking) if viewer.signed_in else viewer


def _person(viewer: Viewer) -> dict[str, int]:
    return {"person": viewer.id} if viewer.signed_in else {}


def one_row(reply_id: int, viewer: Viewer) -> Row:
    """One reply as its page shows it, with the first remarks under it. Raises Missing."""
    reply = _replies(viewer).select_related("topic__author", "topic__space").filter(pk=reply_id).first()
    if reply is None or not visible_topics(viewer).filter(pk=reply.topic_id, state="published").exists():
        raise Missing()
    return _row(reply, reply.topic, viewer, _remarks(reply.topic, viewer, [reply.pk]).objects())


def remarks_page(reply: Reply, viewer: Viewer, after: str = "") -> tuple[list[Row], str]:
    """All remarks under a reply, a page at a time, oldest first; and the key of the next page."""
    page = page_by_key(_replies(viewer).filter(parent=reply), ["created_at", "id"], after, PAGE)
    return [_row(remark, reply.topic, viewer, []) for remark in page.rows], page.next


def reply_of(reply_id: int, viewer: Viewer) -> Reply:
    """A reply that stands in a topic that stands, for a verb. Raises Missing."""
    found = visible_replies(viewer).filter(pk=reply_id, state="published", topic__state="published")
    reply = found.select_related("topic", "author").first()
    if reply is None:
        raise Missing()
    return reply


def topic_of(topic_id: int, viewer: Viewer, *kinds: str) -> Topic:
    """A topic that stands, for a verb. Raises Missing."""
    found = visible_topics(viewer).filter(pk=topic_id, state="published").select_related("author", "space")
    topic = found.first()
    if topic is None or (kinds and topic.kind not in kinds):
        raise Missing()
    return topic


def _with_own(topics: QuerySet[Topic], value: Any, viewer: Viewer) -> QuerySet[Topic]:
    topics = topics.select_related(
        "author", "author__staff_profile", "space", "duplicate_of", "idea__owner", "imported_tally"
    )
    if not viewer.signed_in:
        return topics
    person = viewer.id
    votes = Vote.objects.filter(topic=OuterRef("pk"), person_id=person)
    draft = Draft.objects.filter(person_id=person, key=value.draft)
    return with_fresh_reply(topics, viewer, since=value.since).annotate(
        mine_same_here=Exists(SameHere.objects.filter(topic=OuterRef("pk"), person_id=person)),
        mine_follow=Exists(Follow.objects.filter(kind="topic", object_id=OuterRef("pk"), person_id=person)),
        mine_vote=Subquery(votes.values("value")[:1]),
        mine_because=Subquery(votes.values("because")[:1]),
        my_draft=Subquery(draft.values("fields")[:1]),
    )


def _replies(viewer: Viewer) -> QuerySet[Reply]:
    """Replies in a topic whose visibility was asked already; what does not stand comes as a tombstone (see `_row`)."""
    replies = Reply.objects.select_related(*WITH)
    if not viewer.signed_in:
        return replies
    mine = {"reply": OuterRef("pk"), "person_id": viewer.id}
    return replies.annotate(
        mine_vote=Subquery(Vote.objects.filter(**mine).values("value")[:1]),
        mine_works=Subquery(Confirmation.objects.filter(**mine).values("works")[:1]),
    )


def _remarks(topic: Topic, viewer: Viewer, parent_ids: list[int]) -> Found[Reply]:
    """The first remarks under each of these replies in one query; each knows how many there are (`siblings`)."""

    def build(value: Any) -> QuerySet[Reply]:
        window: dict[str, Any] = {"partition_by": [F("parent_id")]}
        remarks = _replies(_asking(viewer, value))
        remarks = remarks.filter(topic_id=value.topic, parent_id__in=listed(value, PAGE))
        numbered = remarks.annotate(
            number=Window(RowNumber(), order_by=["created_at", "id"], **window),
            siblings=Window(Count("pk"), **window),
        )
        return numbered.filter(number__lte=REMARKS).order_by("created_at", "id")

    values = {"topic": topic.pk, **padded(parent_ids, PAGE), **_person(viewer)}
    return prepared.find(("remarks", viewer.signed_in), build, **values)


def _row(reply: Reply, topic: Topic, viewer: Viewer, remarks: list[Reply]) -> Row:
    """A row whose words are blanked where this viewer may not read them."""
    withheld = reply.state == "withheld"
    own = viewer.signed_in and reply.author_id == viewer.person_id
    shown = reply.state == "published" or own or (withheld and viewer.may("moderation.decide"))
    if not shown:
        reply.body = reply.body_html = ""
    if reply.quoted and reply.quoted.state != "published":
        reply.quoted = None
    more = (vars(remarks[0])["siblings"] - len(remarks)) if remarks else 0
    rows = [_row(remark, topic, viewer, []) for remark in remarks]
    return Row(reply, topic, viewer, shown, rows, more)

"""What happens in conversations. The docstring of each event is its public documentation."""

from dataclasses import dataclass

from goodword.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TopicEvent(Event):
    """Something happened to a topic. The base of all topic events."""

    topic_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class TopicOpened(TopicEvent):
    """A question, idea, review or story was published. `kind` says which."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class TopicEdited(TopicEvent):
    """The writer changed the words of a topic; the former ones are kept as a revision."""


@dataclass(frozen=True, kw_only=True)
class TopicWithdrawn(TopicEvent):
    """The writer took a topic back."""


@dataclass(frozen=True, kw_only=True)
class TopicWithheld(TopicEvent):
    """A topic was withheld under a rule, with a line in the public log."""

    rule: str


@dataclass(frozen=True, kw_only=True)
class TopicRestored(TopicEvent):
    """A withheld topic is shown again."""


@dataclass(frozen=True, kw_only=True)
class TopicMarkedDuplicate(TopicEvent):
    """A topic was linked to the one that already answers it."""

    original_id: int


@dataclass(frozen=True, kw_only=True)
class TopicArchived(TopicEvent):
    """Staff closed a conversation; it stays readable."""


@dataclass(frozen=True, kw_only=True)
class TopicReopened(TopicEvent):
    """Staff opened an archived conversation again."""


@dataclass(frozen=True, kw_only=True)
class TagsMerged(Event):
    """A tag was merged into another one; its topics and followers went along."""

    tag_id: int
    heir_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ReplyEvent(Event):
    """Something happened to a reply. The base of all reply events."""

    reply_id: int
    topic_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ReplyPosted(ReplyEvent):
    """Somebody answered or remarked."""


@dataclass(frozen=True, kw_only=True)
class ReplyEdited(ReplyEvent):
    """The writer changed the words of a reply."""


@dataclass(frozen=True, kw_only=True)
class ReplyWithdrawn(ReplyEvent):
    """The writer took a reply back."""


@dataclass(frozen=True, kw_only=True)
class ReplyWithheld(ReplyEvent):
    """A reply was withheld under a rule, with a line in the public log."""

    rule: str


@dataclass(frozen=True, kw_only=True)
class ReplyRestored(ReplyEvent):
    """A withheld reply is shown again."""


@dataclass(frozen=True, kw_only=True)
class AnswerAccepted(ReplyEvent):
    """A reply was accepted as an answer. `first`: the question was open until now."""

    first: bool


@dataclass(frozen=True, kw_only=True)
class AnswerUnaccepted(ReplyEvent):
    """An acceptance was taken back."""


@dataclass(frozen=True, kw_only=True)
class AnswerConfirmed(ReplyEvent):
    """Somebody tried an answer. `works`: it still does."""

    works: bool


@dataclass(frozen=True, kw_only=True)
class AnswerOutdated(ReplyEvent):
    """An answer was marked as out of date."""


@dataclass(frozen=True, kw_only=True)
class AnswerRevived(ReplyEvent):
    """Two confirmations undid an out-of-date mark."""


@dataclass(frozen=True, kw_only=True)
class IdeaStatusChanged(TopicEvent):
    """An idea moved to another status, with a reason. `change_id` names the change."""

    status: str
    change_id: int


@dataclass(frozen=True, kw_only=True)
class VoteCast(Event):
    """Somebody voted on a topic or a reply, or took the vote back (`value` 0)."""

    topic_id: int | None
    reply_id: int | None
    by_id: int
    value: int


@dataclass(frozen=True, kw_only=True)
class TextsImported(Event):
    """Topics and replies came with an import. One event tells of a whole batch; nobody is told, and search knows them already."""

    source: str
    topic_ids: list[int]
    reply_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class ReviewUpdated(TopicEvent):
    """The writer of a review added words, perhaps with other stars; what stood before stays."""

    stars_before: int
    stars_after: int


@dataclass(frozen=True, kw_only=True)
class ReviewVerified(TopicEvent):
    """It became known how the writer of a review had the thing: `method` is order, receipt or vouched."""

    method: str


@dataclass(frozen=True, kw_only=True)
class OwnersAsked(Event):
    """Somebody asked the owners of a product that nobody has reviewed what it is like."""

    product_id: int
    by_id: int

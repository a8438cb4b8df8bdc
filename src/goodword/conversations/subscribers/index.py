"""The search index follows what is said."""

from collections.abc import Iterator

from goodword.conversations.events import (
    AnswerAccepted,
    AnswerOutdated,
    AnswerRevived,
    AnswerUnaccepted,
    ReplyEdited,
    ReplyEvent,
    ReplyPosted,
    ReplyRestored,
    ReplyWithdrawn,
    ReplyWithheld,
    TopicEvent,
)
from goodword.conversations.models import Reply, Topic
from goodword.conversations.queries.index import entries
from goodword.core import search
from goodword.core.events import on

BATCH = 400
CHANGE_THE_WORDS = (
    AnswerAccepted,
    AnswerUnaccepted,
    AnswerOutdated,
    AnswerRevived,
    ReplyWithdrawn,
    ReplyWithheld,
    ReplyRestored,
)


@on(TopicEvent)
def renew_topic(event: TopicEvent) -> None:
    """Whatever happened to a topic: write its entry again, or take it out."""
    renew([event.topic_id])


@on(ReplyEvent)
def renew_topic_of(event: ReplyEvent) -> None:
    """The words of answers that stand are found with their question."""
    standing = isinstance(event, (ReplyEdited, ReplyPosted)) and (
        Reply.objects.filter(pk=event.reply_id, rank__gte=1).exists()
    )
    if standing or isinstance(event, CHANGE_THE_WORDS):
        renew([event.topic_id])


@search.rebuilds("topic")
def all_topics() -> Iterator[list[search.Entry]]:
    """What can be found of all topics that stand."""
    wanted = list(Topic.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(wanted), BATCH):
        yield entries(wanted[start : start + BATCH])[0]


def renew(topic_ids: list[int]) -> None:
    """Bring the entries of these topics up to date."""
    found, gone = entries(topic_ids)
    search.index_many(found)
    for ref in gone:
        search.remove(ref)

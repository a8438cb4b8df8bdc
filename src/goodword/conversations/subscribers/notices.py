"""Who is told of what, once. The words are made in `conversations.texts` when somebody reads them."""

from goodword.conversations.actions.mentions import mentioned
from goodword.conversations.events import (
    AnswerAccepted,
    AnswerOutdated,
    AnswerRevived,
    IdeaStatusChanged,
    ReplyPosted,
    ReplyRestored,
    ReplyWithheld,
    TopicMarkedDuplicate,
    TopicOpened,
    TopicRestored,
    TopicWithheld,
)
from goodword.conversations.models import Reply, SameHere, StatusChange, Topic, Vote
from goodword.core.events import on
from goodword.core.gate import Ref
from goodword.notices.actions import notify
from goodword.people.queries import followers


@on(TopicOpened)
def tell_of_a_topic(event: TopicOpened) -> None:
    """Whoever is named in it, and whoever follows its writer, space, tags or products."""
    topic = Topic.objects.get(pk=event.topic_id)
    about, cause = Ref("topic", topic.pk), f"topic:{topic.pk}"
    named = {person.pk for person in mentioned(topic.body).values()}
    notify(named, "mention", about, cause=cause, actor_id=event.by_id, thread=about)
    following = set(followers("person", event.by_id))
    if topic.space_id:
        following |= set(followers("space", topic.space_id))
    for tag_id in topic.tags.values_list("pk", flat=True):
        following |= set(followers("tag", tag_id))
    for product_id in topic.about.values_list("pk", flat=True):
        following |= set(followers("product", product_id))
    notify(following - named, "followed_topic", about, cause=cause, actor_id=event.by_id, thread=about)


@on(ReplyPosted)
def tell_of_a_reply(event: ReplyPosted) -> None:
    """Whoever asked, was answered or quoted, is named in it, or follows the conversation: each once, for the nearest reason."""
    reply = Reply.objects.select_related("topic", "parent", "quoted").get(pk=event.reply_id)
    topic = reply.topic
    near = {other.author_id for other in (reply.parent, reply.quoted) if other}
    named = {person.pk for person in mentioned(reply.body).values()}
    waiting = set(SameHere.objects.filter(topic=topic).values_list("person_id", flat=True))
    following = set(followers("topic", topic.pk)) - waiting
    told: set[int] = set()
    thread = Ref("topic", topic.pk)
    for kind, persons in (
        ("remark", near),
        ("answer", {topic.author_id}),
        ("mention", named),
        ("followed_reply", following),
    ):
        about, cause = Ref("reply", reply.pk), f"reply:{reply.pk}"
        notify(persons - told, kind, about, cause=cause, actor_id=event.by_id, thread=thread)
        told |= persons


@on(AnswerAccepted)
def tell_of_a_solution(event: AnswerAccepted) -> None:
    """Its writer; and, the first time, everybody with the same question, the followers and the one who asked: once a question."""
    reply = Reply.objects.select_related("topic").get(pk=event.reply_id)
    about, thread = Ref("reply", reply.pk), Ref("topic", event.topic_id)
    cause = f"reply:{reply.pk}"
    notify([reply.author_id], "accepted", about, cause=cause, actor_id=event.by_id, thread=thread)
    if event.first:
        waiting = set(SameHere.objects.filter(topic_id=event.topic_id).values_list("person_id", flat=True))
        waiting |= {*followers("topic", event.topic_id), reply.topic.author_id}
        cause = f"topic:{event.topic_id}"
        notify(waiting - {reply.author_id}, "solved", about, cause=cause, actor_id=event.by_id, thread=thread)


@on(AnswerOutdated)
def tell_the_writer(event: AnswerOutdated) -> None:
    """The writer of an answer that is out of date."""
    author = Reply.objects.values_list("author_id", flat=True).get(pk=event.reply_id)
    cause = f"reply:{event.reply_id}"
    notify([author], "outdated", Ref("reply", event.reply_id), cause=cause, actor_id=event.by_id)


@on(AnswerRevived)
def tell_the_writer_again(event: AnswerRevived) -> None:
    """The writer of an answer that works after all."""
    author = Reply.objects.values_list("author_id", flat=True).get(pk=event.reply_id)
    cause = f"reply:{event.reply_id}"
    notify([author], "revived", Ref("reply", event.reply_id), cause=cause, actor_id=event.by_id)


@on(IdeaStatusChanged)
def tell_the_voters(event: IdeaStatusChanged) -> None:
    """Everybody who voted, the writer and the followers: once a change."""
    change = StatusChange.objects.select_related("topic").get(pk=event.change_id)
    voters = set(Vote.objects.filter(topic_id=event.topic_id).values_list("person_id", flat=True))
    persons = voters | {change.topic.author_id} | set(followers("topic", event.topic_id))
    about, cause = Ref("topic", event.topic_id), f"change:{change.pk}"
    facts = {"status": change.status}
    notify(persons, "idea_status", about, cause=cause, actor_id=event.by_id, facts=facts, thread=about)


@on(TopicMarkedDuplicate)
def tell_of_the_original(event: TopicMarkedDuplicate) -> None:
    """The writer of a duplicate: here is the conversation that answers it."""
    author = Topic.objects.values_list("author_id", flat=True).get(pk=event.topic_id)
    about, cause = Ref("topic", event.original_id), f"topic:{event.topic_id}"
    notify([author], "duplicate", about, cause=cause, actor_id=event.by_id)


@on(TopicWithheld)
@on(ReplyWithheld)
def tell_why_it_is_withheld(event: TopicWithheld | ReplyWithheld) -> None:
    """The writer of a withheld text hears rule and reason. The notice is about them, since the text is behind the gate now."""
    _tell_of_a_decision(event, "withheld")


@on(TopicRestored)
@on(ReplyRestored)
def tell_that_it_is_back(event: TopicRestored | ReplyRestored) -> None:
    """The writer of a text that is shown again."""
    _tell_of_a_decision(event, "restored")


def _tell_of_a_decision(
    event: TopicWithheld | ReplyWithheld | TopicRestored | ReplyRestored, kind: str
) -> None:
    reply_id = getattr(event, "reply_id", None)
    post = Reply.objects.get(pk=reply_id) if reply_id else Topic.objects.get(pk=event.topic_id)
    name = "reply_id" if reply_id else "topic_id"
    cause = f"{name}:{post.pk}:{post.withholding_id or ''}"
    notify([post.author_id], kind, Ref("person", post.author_id), cause=cause, facts={name: post.pk})

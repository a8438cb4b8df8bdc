"""The words of this room's notices, made when they are read: what no longer holds is not said (law 7)."""

from typing import Any, TypedDict, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from goodword.conversations.models import Reply, Topic, Withholding
from goodword.conversations.models.ideas import Status
from goodword.conversations.queries.followed import why_told
from goodword.conversations.queries.rules import rule_of
from goodword.conversations.queries.visible import visible_replies, visible_topics
from goodword.core.viewer import Viewer
from goodword.notices.models import Notice
from goodword.notices.texts import Text, reads, register, subject_of
from goodword.people.queries import follows


class Words(TypedDict):
    """What a text adds to a line of a mail."""

    heading: str
    quote: str
    writer: str


def status_word(status: str) -> str:
    """The word of an idea's status."""
    words: dict[str, str] = {
        Status.OPEN: pgettext("idea", "Open"),
        Status.UNDER_REVIEW: pgettext("idea", "Being considered"),
        Status.PLANNED: pgettext("idea", "Planned"),
        Status.STARTED: pgettext("idea", "Started"),
        Status.DONE: pgettext("idea", "Done"),
        Status.DECLINED: pgettext("idea", "Declined"),
    }
    return words.get(status, status)


def who(notice: Notice) -> str:
    """The name somebody gave; without one, nobody is named."""
    return notice.actor.name if notice.actor and notice.actor.name else _("Somebody")


@reads("reply")
def replies_by_id(ids: set[int], viewer: Viewer) -> dict[int, Reply]:
    """The replies that notices are about and that stand; each knows whether the reader follows its conversation."""
    found = visible_replies(viewer).select_related("author", "topic", "outdating", "acceptance")
    replies = found.filter(state="published", topic__state="published").in_bulk(ids)
    followed = follows(viewer, "topic", {reply.topic_id for reply in replies.values()})
    for reply in replies.values():
        vars(reply)["followed"] = reply.topic_id in followed
    return replies


@reads("topic")
def topics_by_id(ids: set[int], viewer: Viewer) -> dict[int, Topic]:
    """The topics that notices are about and that stand; each knows what of it the reader follows."""
    found = visible_topics(viewer).select_related("author", "space", "idea").filter(state="published")
    topics = found.prefetch_related("tags", "about").in_bulk(ids)
    why = why_told(topics.values(), viewer)
    for topic in topics.values():
        vars(topic)["why_told"] = why.get(topic.pk, "")
    return topics


def _reply(notice: Notice, viewer: Viewer) -> Reply | None:
    return cast("Reply | None", subject_of(notice, viewer))


def _topic(notice: Notice, viewer: Viewer) -> Topic | None:
    return cast("Topic | None", subject_of(notice, viewer))


def _of_reply(notice: Notice, viewer: Viewer, sentence: str, why: str) -> Text | None:
    reply = _reply(notice, viewer)
    if reply is None:
        return None
    values: dict[str, Any] = {"who": who(notice), "title": reply.topic.title}
    return Text(sentence % values, reply.get_absolute_url(), why, **said(reply, reply.topic.title))


def said(post: Topic | Reply, heading: str) -> Words:
    """What a mail says of a text besides: its heading, its words, and its writer with the label the words carry (law 6)."""
    labels = {"staff": _("Staff"), "champion": _("Champion"), "maker": _("Maker")}
    named = [post.author.name or _("Somebody"), labels.get(post.written_as, ""), post.connection]
    return {"heading": heading, "quote": post.body_html, "writer": " · ".join(word for word in named if word)}


@register("answer", sort="answers")
def answer(notice: Notice, viewer: Viewer) -> Text | None:
    """Somebody answered what one wrote."""
    reply = _reply(notice, viewer)
    if reply is None:
        return None
    values = {"who": who(notice), "title": reply.topic.title}
    sentences = {
        Topic.Kind.QUESTION: (_("%(who)s answered your question “%(title)s”."), _("You asked it.")),
        Topic.Kind.IDEA: (_("%(who)s wrote about your idea “%(title)s”."), _("It is your idea.")),
        Topic.Kind.REVIEW: (_("%(who)s wrote about your review “%(title)s”."), _("It is your review.")),
        Topic.Kind.STORY: (_("%(who)s wrote about your story “%(title)s”."), _("It is your story.")),
    }
    sentence, why = sentences[Topic.Kind(reply.topic.kind)]
    return Text(sentence % values, reply.get_absolute_url(), why, **said(reply, reply.topic.title))


@register("remark", sort="answers")
def remark(notice: Notice, viewer: Viewer) -> Text | None:
    """Somebody replied to one's reply."""
    sentence = _("%(who)s replied to what you wrote under “%(title)s”.")
    return _of_reply(notice, viewer, sentence, _("It is a reply to you."))


@register("followed_reply", sort="follows")
def followed_reply(notice: Notice, viewer: Viewer) -> Text | None:
    """A new reply in a conversation one follows; not said once one has stopped following it."""
    reply = _reply(notice, viewer)
    if reply is None or not vars(reply).get("followed"):
        return None
    title = reply.topic.title
    sentence = _("%(who)s replied under “%(title)s”.") % {"who": who(notice), "title": title}

    def joined(count: int) -> str:
        words = ngettext(
            "%(count)s new reply under “%(title)s”.", "%(count)s new replies under “%(title)s”.", count
        )
        return words % {"count": count, "title": title}

    words = said(reply, title)
    return Text(sentence, reply.get_absolute_url(), _("You follow it."), **words, joined=joined)


@register("accepted", sort="answers")
def accepted(notice: Notice, viewer: Viewer) -> Text | None:
    """One's answer was accepted, and still is."""
    reply = _reply(notice, viewer)
    if reply is None or not hasattr(reply, "acceptance"):
        return None
    values = {"who": who(notice), "title": reply.topic.title}
    sentence = _("%(who)s accepted your answer to “%(title)s”.") % values
    return Text(sentence, reply.get_absolute_url(), _("You wrote it."), heading=reply.topic.title)


@register("solved", sort="answers")
def solved(notice: Notice, viewer: Viewer) -> Text | None:
    """A question one asked, shares or follows is solved, and still is."""
    reply = _reply(notice, viewer)
    if reply is None or reply.topic.solved_at is None:
        return None
    why = (
        _("You asked it.")
        if reply.topic.author_id == viewer.person_id
        else _("You had the same question, or follow it.")
    )
    sentence = _("“%(title)s” is solved.") % {"title": reply.topic.title}
    return Text(sentence, reply.get_absolute_url(), why, **said(reply, reply.topic.title))


@register("outdated", sort="own")
def outdated(notice: Notice, viewer: Viewer) -> Text | None:
    """One's answer is out of date, with the reason."""
    reply = _reply(notice, viewer)
    if reply is None or not hasattr(reply, "outdating"):
        return None
    values = {"who": who(notice), "title": reply.topic.title, "reason": reply.outdating.reason}
    sentence = _("%(who)s marked your answer to “%(title)s” as out of date: %(reason)s") % values
    return Text(sentence, reply.get_absolute_url(), _("You wrote it. It stays readable, below the others."))


@register("revived", sort="own")
def revived(notice: Notice, viewer: Viewer) -> Text | None:
    """One's answer works after all."""
    return _of_reply(
        notice, viewer, _("Your answer to “%(title)s” is no longer out of date."), _("You wrote it.")
    )


@register("mention", sort="mentions")
def mention(notice: Notice, viewer: Viewer) -> Text | None:
    """Somebody named one in a text."""
    why = _("Your name is in it.")
    if notice.about_kind == "reply":
        return _of_reply(notice, viewer, _("%(who)s named you under “%(title)s”."), why)
    topic = _topic(notice, viewer)
    if topic is None:
        return None
    sentence = _("%(who)s named you in “%(title)s”.") % {"who": who(notice), "title": topic.title}
    return Text(sentence, topic.get_absolute_url(), why, **said(topic, topic.title))


@register("followed_topic", sort="follows")
def followed_topic(notice: Notice, viewer: Viewer) -> Text | None:
    """Something new by a person, in a space, with a tag or about a product one follows; not once one has stopped following."""
    topic = _topic(notice, viewer)
    why = str(vars(topic).get("why_told", "")) if topic is not None else ""
    if topic is None or not why:
        return None
    sentence = _("%(who)s wrote “%(title)s”.") % {"who": who(notice), "title": topic.title}
    return Text(sentence, topic.get_absolute_url(), why, **said(topic, topic.title))


@register("idea_status", sort="follows")
def idea_status(notice: Notice, viewer: Viewer) -> Text | None:
    """An idea one voted for has another status."""
    topic = _topic(notice, viewer)
    status = notice.facts.get("status", "")
    if topic is None or not hasattr(topic, "idea") or topic.idea.status != status:
        return None
    values = {"title": topic.title, "status": status_word(status)}
    own = topic.author_id == viewer.person_id
    why = _("It is your idea.") if own else _("You voted for it, or follow it.")
    sentence = _("“%(title)s” is now: %(status)s.") % values
    return Text(sentence, topic.get_absolute_url(), why, heading=topic.title)


@register("duplicate", sort="own")
def duplicate(notice: Notice, viewer: Viewer) -> Text | None:
    """What one asked had been asked before."""
    topic = _topic(notice, viewer)
    if topic is None:
        return None
    sentence = _("What you asked was asked before: “%(title)s”.") % {"title": topic.title}
    return Text(sentence, topic.get_absolute_url(), _("Your question leads there now."))


@register("withheld", sort="own")
def withheld(notice: Notice, viewer: Viewer) -> Text | None:
    """One's text was withheld: rule and reason. Told to its writer only, while it holds."""
    post = _own(notice, viewer)
    if post is None or post.state != "withheld":
        return None
    decision = Withholding.objects.get(pk=post.withholding_id or 0)
    title = post.topic.title if isinstance(post, Reply) else post.title
    values = {"title": title, "rule": rule_of(decision).text, "reason": decision.reason}
    sentence = _("Your text under “%(title)s” was withheld under the rule “%(rule)s”: %(reason)s") % values
    return Text(sentence, post.get_absolute_url(), _("You wrote it."))


@register("restored", sort="own")
def restored(notice: Notice, viewer: Viewer) -> Text | None:
    """One's text is shown again."""
    post = _own(notice, viewer)
    if post is None or post.state != "published":
        return None
    title = post.topic.title if isinstance(post, Reply) else post.title
    sentence = _("Your text under “%(title)s” is shown again.") % {"title": title}
    return Text(sentence, post.get_absolute_url(), _("You wrote it."))


def _own(notice: Notice, viewer: Viewer) -> Topic | Reply | None:
    """The text a decision was about, if the reader wrote it."""
    facts = notice.facts
    if reply_id := facts.get("reply_id"):
        return Reply.objects.select_related("topic").filter(pk=reply_id, author_id=viewer.id).first()
    return Topic.objects.filter(pk=facts.get("topic_id"), author_id=viewer.id).first()

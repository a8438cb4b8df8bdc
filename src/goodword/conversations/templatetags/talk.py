"""The words of conversation pages that need a little reckoning."""

from datetime import timedelta
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodword.conversations.models import Reply, StatusChange, Topic, Withholding
from goodword.conversations.models.ideas import Status
from goodword.conversations.queries import ideas
from goodword.conversations.queries.rules import rule_of
from goodword.conversations.queries.threads import Line
from goodword.core import fragments
from goodword.core.text import plain

register = template.Library()


@register.simple_tag
def outline(kind: str) -> list[tuple[str, str]]:
    """(heading, what belongs there) of the parts that make a text of this kind easy to answer."""
    parts = {
        Topic.Kind.QUESTION: [
            (_("What I want to do"), _("What it is for, and by when.")),
            (_("What I have tried"), _("And what happened then.")),
            (_("Which one it is"), _("The title, edition or version. An order number only if the staff alone reads this.")),
        ],
        Topic.Kind.IDEA: [
            (_("What bothers me"), _("What happens today, and how often.")),
            (_("What I would do"), _("As small as it can be.")),
            (_("Whom else it would help"), _("People, not numbers.")),
        ],
        Topic.Kind.STORY: [
            (_("How it began"), _("Where, when, and with whom.")),
            (_("What happened"), _("As you would tell it at a table.")),
            (_("What became of it"), _("What is different now.")),
        ],
    }  # fmt: skip
    return parts[Topic.Kind(kind)]


@register.simple_tag(takes_context=True)
def reply_at(context: Context, line: Line) -> SafeString:
    """The reply of one place of `thread`, as somebody like this viewer sees it: kept by all it is made from."""

    def make() -> str:
        template = "conversations/_outdated.html" if line.rank < 0 else "conversations/_reply.html"
        page: Any = context.template
        with context.push(row=context["thread"].all_rows[line.at]):
            return str(page.engine.get_template(template).render(context))

    if line.alike is None:
        return SafeString(make())
    topic, viewer = context["topic"], context["viewer"]
    seen = (
        viewer.signed_in,
        viewer.scopes,
        viewer.just_looking,
        topic.author_id == viewer.person_id,
        context["can_reply"],
    )
    about = (topic.pk, topic.kind, topic.title, topic.author_id, topic.created_at, topic.state)
    return fragments.kept(("reply", about, seen, line.alike), make)


@register.simple_tag(takes_context=True)
def topic_line(context: Context, topic: Topic, template: str = "conversations/_line.html") -> SafeString:
    """A topic as one line of a list, kept by all that a line says. template: one that shows no more of it than what is named here."""

    def make() -> str:
        page: Any = context.template
        with context.push(topic=topic):
            return str(page.engine.get_template(template).render(context))

    said = [topic.kind, topic.title, topic.written_as, topic.author.name, topic.author_id, topic.state]
    said += [topic.solved_at, topic.archived_at, topic.active_at, topic.created_at]
    said += [topic.reply_count, topic.same_here_count, topic.vote_count]
    if topic.kind == Topic.Kind.IDEA and hasattr(topic, "idea"):
        said.append(topic.idea.status)
    if topic.kind == Topic.Kind.REVIEW:
        said.append(topic.review.product.title)
    return fragments.kept(("line", template, topic.pk, *said), make)


@register.simple_tag(takes_context=True)
def reply_form(context: Context) -> SafeString:
    """The form below a conversation; while nothing was written into it, it is the same for all who are signed in."""

    def make() -> str:
        page: Any = context.template
        return str(page.engine.get_template("conversations/_reply_form.html").render(context))

    form = context["form"]
    begun = form.is_bound or any(form.initial.values()) or context["draft_back"] or context["quoting"]
    if begun or context["may_be_official"]:
        return SafeString(make())
    names = ("draft_key", "placeholder", "write_word", "write_title")
    words = tuple(str(context[name]) for name in names)
    return fragments.kept(("reply form", context["topic"].pk, context["viewer"].signed_in, words), make)


@register.filter
def words(html: str, limit: int) -> str:
    """The first words of stored HTML."""
    return plain(html, limit)


@register.filter
def tally(post: Topic | Reply) -> Any:
    """Votes that came without voters, or None. A template that asks for a row that is not there looks through all of an object."""
    return getattr(post, "imported_tally", None)


@register.filter
def waited(reply: Reply, topic: Topic) -> str:
    """ ", after 26 min": how long an answer took; nothing for what took more than two days."""
    span = reply.created_at - topic.created_at
    if span > timedelta(days=2) or span < timedelta(0) or reply.source:
        return ""
    return _(", after %(span)s") % {"span": span_words(span)}


def span_words(span: timedelta) -> str:
    """A short span in words: minutes, or hours and minutes, or hours."""
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 60:
        return ngettext("%(n)s min", "%(n)s min", minutes) % {"n": minutes}
    hours, rest = divmod(minutes, 60)
    if hours < 6 and rest:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
    return ngettext("%(n)s h", "%(n)s h", hours) % {"n": hours}


@register.filter
def state_name(topic: Topic) -> str:
    """The name of a topic's state as components/status.html draws it; "" where there is none."""
    if topic.kind == Topic.Kind.QUESTION:
        return "solved" if topic.solved_at else "closed" if topic.archived_at else "open"
    if topic.kind == Topic.Kind.IDEA and hasattr(topic, "idea"):
        return ideas.STATES[Status(topic.idea.status)]
    return ""


@register.filter
def change_state(change: StatusChange) -> str:
    """The same for one change of an idea."""
    return ideas.STATES[Status(change.status)]


@register.filter
def line_fact(topic: Topic) -> str:
    """The one fact a line says of a topic: how many have the same question, how many answers or votes."""
    n = topic.reply_count
    if topic.kind == Topic.Kind.IDEA:
        return ngettext("%(n)s vote", "%(n)s votes", topic.vote_count) % {"n": topic.vote_count}
    if topic.kind == Topic.Kind.QUESTION:
        if topic.same_here_count:
            same = topic.same_here_count
            return ngettext("%(n)s had the same question", "%(n)s had the same question", same) % {"n": same}
        return ngettext("%(n)s answer", "%(n)s answers", n) % {"n": n} if n else _("no answer yet")
    return ngettext("%(n)s reply", "%(n)s replies", n) % {"n": n} if n else ""


@register.filter
def age(span: timedelta) -> str:
    """How long something waits: minutes, hours, days."""
    if span < timedelta(days=1):
        return span_words(max(span, timedelta(0)))
    days = span.days
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


@register.filter
def rule_words(decision: Withholding) -> str:
    """The rule a text was withheld under, in words."""
    return rule_of(decision).text

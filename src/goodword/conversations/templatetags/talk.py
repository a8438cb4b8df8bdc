"""The words of conversation pages that need a little reckoning."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodword.conversations.models import Reply, Topic
from goodword.core.text import plain

register = template.Library()


@register.filter
def words(html: str, limit: int) -> str:
    """The first words of stored HTML."""
    return plain(html, limit)


@register.filter
def waited(reply: Reply, topic: Topic) -> str:
    """", after 26 min": how long an answer took; nothing for what took more than two days."""
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

"""Texts as a moderator reads them: the words before anything else."""

from django.urls import reverse

from goodword.conversations.models import Reply, Topic
from goodword.conversations.queries.rules import RuleWords
from goodword.conversations.queries.visible import visible_replies, visible_topics
from goodword.core.viewer import Viewer
from goodword.moderation.rules import BY_ID


def text_to_judge(kind: str, pk: int, viewer: Viewer) -> Topic | Reply | None:
    """A topic or reply that stands or is withheld, if `viewer` may see it; None for any other kind."""
    states = ("published", "withheld")
    if kind == "reply":
        replies = visible_replies(viewer).select_related("author", "withholding__leaf", "topic")
        return replies.filter(pk=pk, state__in=states).first()
    if kind == "topic":
        topics = visible_topics(viewer).select_related("author", "withholding__leaf")
        return topics.filter(pk=pk, state__in=states).first()
    return None


def rule_words(rule_id: str, version: int) -> RuleWords | None:
    """A rule as a tombstone names it; None for one we do not know."""
    rule = BY_ID.get(rule_id)
    if rule is None:
        return None
    return RuleWords(rule.number, str(rule.name), f"{reverse('moderation:rules')}#{rule.id}")

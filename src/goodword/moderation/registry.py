"""What this room tells the house when it starts: the words of its rules, and its panel on what can be judged."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from goodword.conversations.models import Reply, Topic
from goodword.conversations.queries.rules import describe_rules
from goodword.core.slots import panel
from goodword.core.viewer import ANONYMOUS, Viewer
from goodword.moderation.queries import rule_words

describe_rules(rule_words)


@panel("topic.moderation")
def judge_panel(request: HttpRequest, about: Topic | Reply) -> str:
    """The way to the desk page of a text, for moderators alone."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    if not viewer.may("moderation.decide") or about.author_id == viewer.person_id:
        return ""
    kind = "reply" if isinstance(about, Reply) else "topic"
    return render_to_string("moderation/_panel.html", {"kind": kind, "about": about})

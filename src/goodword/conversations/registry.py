"""What this room tells the house when it starts: its gates, its holdings of a person, the words of its notices."""

import importlib

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy

from goodword.conversations.queries import holdings, visible
from goodword.conversations.queries.said import said_by
from goodword.core import gate, personal
from goodword.core.slots import panel
from goodword.core.viewer import ANONYMOUS, Viewer
from goodword.people.models import Person
from goodword.people.queries import shown_by

gate.register("topic", visible.visible_topic_ids)
gate.register("reply", visible.visible_reply_ids)
gate.register("space", visible.visible_space_ids)
gate.register("tag", visible.visible_tag_ids)
shown_by(visible.visible_picture_ids)
personal.holds("conversations.topics", gettext_lazy("Questions, ideas and stories you wrote"))(
    holdings.topics_of
)
personal.holds("conversations.replies", gettext_lazy("Answers and remarks you wrote"))(holdings.replies_of)
personal.holds("conversations.votes", gettext_lazy("Votes you gave"))(holdings.votes_of)
personal.holds("conversations.drafts", gettext_lazy("Drafts"))(holdings.drafts_of)
importlib.import_module("goodword.conversations.texts")


@panel("person.texts")
def what_they_said(request: HttpRequest, about: Person) -> str:
    """On a profile: the latest of what this person wrote, as far as the reader may see it."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    context = {"said": said_by(about, viewer), "person": about, "viewer": viewer}
    return render_to_string("conversations/_said.html", context)

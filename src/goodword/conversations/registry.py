"""What this room tells the house when it starts: its gates, its holdings of a person, the words of its notices."""

import importlib

from django.utils.translation import gettext_lazy

from goodword.conversations.queries import holdings, visible
from goodword.core import gate, personal
from goodword.people.queries import shown_by

gate.register("topic", visible.visible_topic_ids)
gate.register("reply", visible.visible_reply_ids)
gate.register("space", visible.visible_space_ids)
gate.register("tag", visible.visible_tag_ids)
shown_by(visible.visible_picture_ids)
personal.holds("conversations.topics", gettext_lazy("Questions, ideas and stories you wrote"))(holdings.topics_of)
personal.holds("conversations.replies", gettext_lazy("Answers and remarks you wrote"))(holdings.replies_of)
personal.holds("conversations.votes", gettext_lazy("Votes you gave"))(holdings.votes_of)
personal.holds("conversations.drafts", gettext_lazy("Drafts"))(holdings.drafts_of)
importlib.import_module("goodword.conversations.texts")

"""What this room tells the house when it starts: its gates, its holdings of a person, the words of its notices."""

import importlib

from goodword.conversations.queries import holdings, visible
from goodword.core import gate, personal
from goodword.people.queries import shown_by

gate.register("topic", visible.visible_topic_ids)
gate.register("reply", visible.visible_reply_ids)
gate.register("space", visible.visible_space_ids)
gate.register("tag", visible.visible_tag_ids)
shown_by(visible.visible_picture_ids)
personal.holds("conversations.topics")(holdings.topics_of)
personal.holds("conversations.replies")(holdings.replies_of)
personal.holds("conversations.votes")(holdings.votes_of)
personal.holds("conversations.drafts")(holdings.drafts_of)
importlib.import_module("goodword.conversations.texts")

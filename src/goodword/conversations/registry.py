"""What this room tells the house when it starts: its gates."""

from goodword.conversations.queries import visible
from goodword.core import gate

gate.register("topic", visible.visible_topic_ids)
gate.register("reply", visible.visible_reply_ids)

"""Reactions to events of this room and of those below."""

from goodword.conversations.subscribers import index, notices, persons

__all__ = ["index", "notices", "persons"]

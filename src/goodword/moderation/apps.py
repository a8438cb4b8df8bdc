"""Where Django learns of this room."""

from goodword.core.rooms import Room


class ModerationRoom(Room):
    """The room `moderation`."""

    default = True
    name = "goodword.moderation"
    label = "moderation"

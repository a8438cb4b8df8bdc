"""Where Django learns of this room."""

from goodword.core.rooms import Room


class ConversationsRoom(Room):
    """The room `conversations`."""

    default = True
    name = "goodword.conversations"
    label = "conversations"
    LOADED = (*Room.LOADED, "review_registry", "subscribers.owners", "by_mail")

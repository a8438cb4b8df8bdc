"""Where Django learns of this room."""

from goodword.core.rooms import Room


class NoticesRoom(Room):
    """The room `notices`."""

    default = True
    name = "goodword.notices"
    label = "notices"
    LOADED = (*Room.LOADED, "inbound.registry", "inbound.jobs")

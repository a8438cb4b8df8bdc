"""Where Django learns of this room."""

from goodword.core.rooms import Room


class GatheringsRoom(Room):
    """The room `gatherings`."""

    default = True
    name = "goodword.gatherings"
    label = "gatherings"

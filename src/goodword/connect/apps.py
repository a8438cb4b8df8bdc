"""Where Django learns of this room."""

from goodword.core.rooms import Room


class ConnectRoom(Room):
    """The room `connect`."""

    default = True
    name = "goodword.connect"
    label = "connect"

"""Where Django learns of this room."""

from goodword.core.rooms import Room


class PeopleRoom(Room):
    """The room `people`."""

    default = True
    name = "goodword.people"
    label = "people"

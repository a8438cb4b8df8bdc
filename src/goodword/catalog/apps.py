"""Where Django learns of this room."""

from goodword.core.rooms import Room


class CatalogRoom(Room):
    """The room `catalog`."""

    default = True
    name = "goodword.catalog"
    label = "catalog"

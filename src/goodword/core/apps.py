"""Where Django learns of the ground floor."""

from goodword.core.rooms import Room


class CoreRoom(Room):
    """The room `core`: it knows no noun of the domain."""

    default = True
    name = "goodword.core"
    label = "core"
    LOADED = (*Room.LOADED, "doctor.database", "doctor.working", "backups.nightly")

"""Where Django learns of the roof."""

from goodword.core.rooms import Room


class SiteRoom(Room):
    """The composition root: settings, urls, home, search and error pages."""

    default = True
    name = "goodword.site"
    label = "site"

"""The dump of a Stack Exchange site: a folder of XML files, each a row of attributes a record."""

from goodword.connect.importing.stackexchange.dump import Dump
from goodword.connect.importing.stackexchange.steps import steps_of

__all__ = ["Dump", "steps_of"]

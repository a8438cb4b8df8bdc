"""The nouns of the doors for machines."""

from goodword.connect.models.runs import ImportRun
from goodword.connect.models.tokens import ApiToken, KeptAnswer

__all__ = ["ApiToken", "ImportRun", "KeptAnswer"]

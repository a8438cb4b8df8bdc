"""The words of the rule a text was withheld under. The rules belong to a higher room, which names them here when the house starts."""

from collections.abc import Callable
from dataclasses import dataclass

from goodword.conversations.models import Withholding


@dataclass(frozen=True)
class RuleWords:
    """One rule as a tombstone names it."""

    number: int
    text: str
    url: str


Describe = Callable[[str, int], RuleWords | None]
_describe: list[Describe] = []


def describe_rules(function: Describe) -> Describe:
    """Name the function (rule id, version) -> its words; the last one named counts."""
    _describe[:] = [function]
    return function


def rule_of(decision: Withholding) -> RuleWords:
    """The rule of a decision in words; its bare id where nobody describes it."""
    found = _describe[0](decision.rule, decision.rule_version) if _describe else None
    return found or RuleWords(0, decision.rule, "")

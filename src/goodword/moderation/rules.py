"""The rules of the house in plain words, shipped with it. A withheld text names one by id and version.

A rule is about what a text does to somebody, never about its tone, its stars or whether it likes us.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = 1


@dataclass(frozen=True)
class Rule:
    """One rule: its id for ever, its number on the page, what it says, and what stays because of it."""

    id: str
    number: int
    name: Promise | str
    words: Promise | str
    stays: Promise | str


RULES = (
    Rule(
        "people-not-ideas",
        1,
        _("attack ideas, not people"),
        _("Nobody is insulted, threatened or run down as a person: no customer, no writer, none of us."),
        _(
            "“I hate this book” stays. “The shop was rude to me on Tuesday” stays. “Its author is a crook’s son” does not."
        ),
    ),
    Rule(
        "private-data",
        2,
        _("leave private things private"),
        _(
            "No addresses, telephone numbers, illnesses or other private facts of somebody who has not published them."
        ),
        _("Your own are yours to tell. The shop’s number is not private."),
    ),
    Rule(
        "fraud",
        3,
        _("be who you are, about what you had"),
        _("No reviews for pay that is not said, in somebody else’s name, or of a thing one never had."),
        _("A free copy is fine when the review says so."),
    ),
    Rule(
        "off-topic",
        4,
        _("about the thing itself"),
        _("A review is about the product or the service; an answer is about the question."),
        _(
            "A late parcel belongs into a review of the parcel service or a question to us, and we will move it there with you."
        ),
    ),
    Rule(
        "spam",
        5,
        _("no advertising"),
        _("No advertising, no chain of links, not the same text again and again."),
        _("Saying where else one can buy it stays."),
    ),
    Rule(
        "unlawful",
        6,
        _("nothing the law forbids"),
        _("Nothing that the law of our country forbids to publish. The reason names the law."),
        _("Harsh criticism is lawful."),
    ),
)
BY_ID = {rule.id: rule for rule in RULES}

"""Who is told what, how soon, unless they chose otherwise. Pure tables; the preference page is made of them.

The defaults are what somebody would expect who chose nothing: an answer to them comes at once, news of what they follow comes bundled,
and nobody is mailed what they did not ask for. A digest is sent to those who chose one.
"""

from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from goodword.notices.models import Pace

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

QUIET = (time(22), time(8))  # from, to: until somebody chooses other hours or none
MOST_A_DAY = 10  # messages on one channel; what is beyond waits for the next day, in one message
BUNDLE_WAIT = timedelta(minutes=10)
BREATH = timedelta(minutes=3)  # two mails of one conversation are not sent closer together than this


@dataclass(frozen=True)
class Sort:
    """One sort of notice, as a person chooses: its words, and whether who is just looking gets it by a channel (law 5)."""

    key: str
    label: "StrPromise"
    meaning: "StrPromise"
    under_badge: bool = False


SORTS: dict[str, Sort] = {
    sort.key: sort
    for sort in (
        Sort(
            "answers",
            _("Answers to you"),
            _("Somebody answers what you asked or wrote, or a question that is yours too is solved."),
            under_badge=True,
        ),
        Sort("mentions", _("Your name"), _("Somebody names you in a text.")),
        Sort(
            "own",
            _("What is yours"),
            _("Decisions about your texts, your receipts, your roles; a recall of something you bought."),
            under_badge=True,
        ),
        Sort(
            "follows",
            _("What you follow"),
            _("New in a conversation or a place, by a person, or about a product."),
        ),
        Sort("asks", _("You are asked"), _("A question or a first review of something you bought.")),
        Sort("people", _("New followers"), _("Somebody follows you.")),
    )
}
UNSORTED = "asks"  # a kind that names no sort is treated as one that nobody asked for

EMAIL_DEFAULTS: dict[str, Pace] = {
    "answers": Pace.AT_ONCE,
    "mentions": Pace.AT_ONCE,
    "own": Pace.AT_ONCE,
    "follows": Pace.BUNDLED,
    "asks": Pace.NEVER,
    "people": Pace.NEVER,
}
DIGESTS = frozenset({Pace.DAILY, Pace.WEEKLY})

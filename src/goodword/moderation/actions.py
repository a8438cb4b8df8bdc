"""The decision about a text. The texts themselves are changed by the verbs of their own room."""

from datetime import datetime

from django.utils.translation import gettext as _

from goodword.conversations.actions.withhold import restore, withhold
from goodword.conversations.models import Reply, Topic, Withholding
from goodword.core.errors import Invalid
from goodword.moderation.rules import BY_ID, VERSION
from goodword.people.models import Person

LONGEST_REASON = 2000


def decide_to_withhold(
    post: Topic | Reply, *, by: Person, rule: str, reason: str, at: datetime | None = None
) -> Withholding:
    """Withhold a text under one of the published rules. The stars of a review are not an input (law 1).

    Raises NotAllowed (no moderator, or one's own text), Invalid (no such rule, no reason), Conflict (it does not stand).
    """
    if rule not in BY_ID:
        raise Invalid(_("Choose one of the rules."), field="rule")
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("Please say it in 2,000 characters."), field="reason")
    return withhold(post, by=by, rule=rule, rule_version=VERSION, reason=reason, at=at)


def decide_to_restore(post: Topic | Reply, *, by: Person, reason: str) -> Topic | Reply:
    """Show a withheld text again; the log keeps both decisions. Raises NotAllowed, Invalid (no reason), Conflict."""
    return restore(post, by=by, reason=reason[:LONGEST_REASON])

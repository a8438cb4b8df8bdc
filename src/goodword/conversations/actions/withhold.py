"""Withholding and restoring: the only writers of the state "withheld". Nothing is withheld without a leaf, a rule and a reason."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from goodword.conversations import policy
from goodword.conversations.actions import _standing
from goodword.conversations.actions.stars import settle_stars
from goodword.conversations.actions.tags import count_topics
from goodword.conversations.events import ReplyRestored, ReplyWithheld, TopicRestored, TopicWithheld
from goodword.conversations.models import Reply, Topic, Withholding
from goodword.core import clock, ledger
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.events import publish
from goodword.people.models import Person
from goodword.people.queries import viewer_of

REMOVED = "DECISION_VISIBILITY_CONTENT_DISABLED"  # the code of the EC transparency database


@transaction.atomic
def withhold(
    post: Topic | Reply, *, by: Person, rule: str, rule_version: int, reason: str, at: datetime | None = None
) -> Withholding:
    """Withhold a text under a rule. The decision depends on the text and the rule; stars are not an input.

    Raises NotAllowed (not a moderator, or one's own text), Invalid (no reason), Conflict (it does not stand any more).
    """
    post = type(post).objects.select_for_update().get(pk=post.pk)
    if not policy.can_withhold(viewer_of(by), post):
        raise NotAllowed(_("This needs another moderator."))
    if not reason.strip():
        raise Invalid(_("Say why; the writer will read it."), field="reason")
    if post.state != "published":
        raise Conflict(_("This text is not shown any more."))
    target = {"type": "reply" if isinstance(post, Reply) else post.kind, "id": post.puid}
    public = {
        "action": REMOVED,
        "target": target,
        "rule": {"id": rule, "version": rule_version},
        "by": "moderator",
    }
    leaf = ledger.append(
        "decision", public, {"text": post.body, "facts": reason, "subject": post.author.puid}
    )
    decision = Withholding.objects.create(
        leaf=leaf, rule=rule, rule_version=rule_version, reason=reason.strip(), by=by, at=at or clock.now()
    )
    post.withholding, post.state = decision, "withheld"
    post.save(update_fields=["state", "withholding"])
    if isinstance(post, Reply):
        _standing.settle_topic(post.topic_id)
        publish(ReplyWithheld(reply_id=post.pk, topic_id=post.topic_id, by_id=by.pk, rule=rule))
    else:
        settle_stars(post)
        count_topics(post.tags.values_list("pk", flat=True))
        publish(TopicWithheld(topic_id=post.pk, by_id=by.pk, rule=rule))
    return decision


@transaction.atomic
def restore(post: Topic | Reply, *, by: Person, reason: str) -> Topic | Reply:
    """Show a withheld text again, with everything that hung on it. Raises NotAllowed, Invalid, Conflict."""
    post = type(post).objects.select_for_update().get(pk=post.pk)
    if not policy.can_withhold(viewer_of(by), post):
        raise NotAllowed(_("This needs another moderator."))
    if not reason.strip():
        raise Invalid(_("Say why."), field="reason")
    if post.withholding is None:
        raise Conflict(_("This text is not withheld."))
    target = {"type": "reply" if isinstance(post, Reply) else post.kind, "id": post.puid}
    public = {"target": target, "prev": post.withholding.leaf.seq, "by": "moderator"}
    ledger.append("restored", public, {"facts": reason})
    post.withholding, post.state = None, "published"
    post.save(update_fields=["state", "withholding"])
    if isinstance(post, Reply):
        _standing.settle_topic(post.topic_id)
        publish(ReplyRestored(reply_id=post.pk, topic_id=post.topic_id, by_id=by.pk))
    else:
        settle_stars(post)
        count_topics(post.tags.values_list("pk", flat=True))
        publish(TopicRestored(topic_id=post.pk, by_id=by.pk))
    return post

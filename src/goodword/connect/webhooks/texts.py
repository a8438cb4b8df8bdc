"""Words of webhooks, in the reader's language."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from goodword.connect.models import Delivery, WebhookEndpoint
from goodword.connect.webhooks.queries import endpoint_of
from goodword.core.viewer import Viewer
from goodword.notices.models import Notice
from goodword.notices.texts import Text, register


def event_choices() -> list[tuple[str, str]]:
    """All events that can be chosen, with their words; the name itself is what programs read."""
    return [
        ("conversations.TopicOpened", _("A question, idea, review or story was published")),
        ("conversations.TopicEdited", _("A question, idea, review or story was changed")),
        ("conversations.TopicWithdrawn", _("A question, idea, review or story was taken back")),
        ("conversations.TopicWithheld", _("A question, idea, review or story was withheld under a rule")),
        ("conversations.TopicRestored", _("A question, idea, review or story is shown again")),
        ("conversations.TopicArchived", _("A conversation was closed")),
        ("conversations.TopicReopened", _("A conversation was opened again")),
        ("conversations.TopicMarkedDuplicate", _("A question was linked to one that answers it")),
        ("conversations.ReplyPosted", _("Somebody answered or remarked")),
        ("conversations.ReplyEdited", _("The words of a reply were changed")),
        ("conversations.ReplyWithdrawn", _("A reply was taken back")),
        ("conversations.ReplyWithheld", _("A reply was withheld under a rule")),
        ("conversations.ReplyRestored", _("A reply is shown again")),
        ("conversations.AnswerAccepted", _("An answer was accepted")),
        ("conversations.AnswerUnaccepted", _("An acceptance was taken back")),
        ("conversations.AnswerConfirmed", _("Somebody tried an answer")),
        ("conversations.AnswerOutdated", _("An answer was marked as out of date")),
        ("conversations.AnswerRevived", _("An answer counts again")),
        ("conversations.IdeaStatusChanged", _("An idea moved on")),
        ("conversations.ReviewUpdated", _("A review was added to")),
        ("conversations.ReviewVerified", _("It became known how a reviewer had the thing")),
        ("catalog.ProductAdded", _("A product came onto the shelves")),
        ("catalog.ProductChanged", _("The facts of a product changed")),
        ("catalog.RecallNoted", _("A product was called back")),
        ("gatherings.OccasionAnnounced", _("An occasion was announced")),
        ("gatherings.OccasionChanged", _("An occasion changed")),
        ("gatherings.OccasionCancelled", _("An occasion was called off")),
        ("people.PersonJoined", _("Somebody made an account")),
        ("people.PersonDeleted", _("Somebody deleted their account")),
    ]


def why_off(endpoint: WebhookEndpoint) -> str:
    """Why an endpoint is told nothing at present."""
    words = {
        "paused": _("It is paused."),
        "gone": _("It answered that it is gone (410)."),
        "failing": _("It has not taken a message for five days."),
        "no_owner": _("Whoever made it may have no webhooks any more."),
    }
    return words.get(endpoint.off_why, "")


def what_became(delivery: Delivery) -> str:
    """What became of a message, in a word or two."""
    if delivery.status is not None and delivery.state != Delivery.State.DONE:
        return _("answered %(status)s") % {"status": delivery.status}
    reasons: dict[str, Any] = {
        "name": _("the name is unknown"),
        "connect": _("no connection"),
        "tls": _("no secure connection"),
        "timeout": _("no answer in time"),
        "protocol": _("no proper answer"),
        "size": _("too long an answer"),
        "address": _("the address is not allowed"),
        "scheme": _("the address is not allowed"),
        "port": _("the address is not allowed"),
    }
    states = {
        Delivery.State.WAITING: _("waits"),
        Delivery.State.DONE: _("arrived"),
        Delivery.State.GAVE_UP: _("given up"),
        Delivery.State.HELD_BACK: _("held back: the site was restored"),
    }
    told: str = reasons.get(delivery.reason) or states.get(Delivery.State(delivery.state), "")
    return told


@register("webhook_off")
def _off(notice: Notice, viewer: Viewer) -> Text | None:
    """The house stopped telling an endpoint; true until it is switched on again."""
    endpoint = endpoint_of(notice.about_id, viewer)
    if endpoint is None or endpoint.off_at is None or endpoint.off_why == "paused":
        return None
    sentence = _("The webhook “%(name)s” is switched off.") % {"name": endpoint.name}
    return Text(
        f"{sentence} {why_off(endpoint)}",
        reverse("connect_desk:desk_webhook", args=[endpoint.pk]),
        _("because you made it"),
    )

"""What goes out by a channel other than the page: which notice is carried by which message, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from goodword.notices.models.notices import Notice
from goodword.notices.models.preferences import Pace


class Outgoing(models.Model):
    """One message to one person by one channel: the row of the outbox. What it says is made when it is sent (law 7).

    `message_id` is given when the row is made and stays, so that a second attempt after a crash is the same mail (P-c). `period` is
    the day of a digest: a person has one a day at most, whatever the clock and the process do.
    """

    class Form(models.TextChoices):
        INSTANT = "instant"
        BUNDLE = "bundle"
        DIGEST = "digest"

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        DROPPED = "dropped"  # nothing in it was still to be told; `reason` says why
        FAILED = "failed"  # the other side refused it for good, or we gave up; `reason` says which

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10)
    form = models.CharField(max_length=10, choices=Form)
    period = models.CharField(max_length=10, blank=True)
    thread = models.CharField(max_length=40, blank=True)
    message_id = models.CharField(max_length=150, unique=True)
    address_digest = models.CharField(max_length=64, blank=True)  # where it went, for what comes back
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "channel", "period"], condition=~Q(period=""), name="one_digest_a_period"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["dropped", "failed"]) | ~Q(reason=""), name="unsent_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], name="outgoing_waiting", condition=Q(state="waiting")),
            models.Index(fields=["person", "channel", "made_at"], name="outgoing_of_a_day"),
        ]


class Item(models.Model):
    """One notice on one channel, once (a unique constraint): when it is due, which message carries it, what became of it."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="items")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10)
    pace = models.CharField(max_length=10, choices=Pace)
    due_at = models.DateTimeField()
    outgoing = models.ForeignKey(Outgoing, null=True, on_delete=models.SET_NULL, related_name="items")
    told_at = models.DateTimeField(null=True)
    dropped = models.CharField(max_length=20, blank=True)  # why it was not told: "read", "hidden", …

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="one_item_a_channel"),
        ]
        indexes = [
            models.Index(
                fields=["channel", "due_at"],
                name="items_due",
                condition=Q(outgoing__isnull=True, dropped=""),
            ),
            models.Index(fields=["person", "channel"], name="items_of_a_person"),
        ]


class Suppression(models.Model):
    """An address that gets no notices, known by its digest only: it bounced, complained, or asked to be left alone."""

    class Cause(models.TextChoices):
        BOUNCE = "bounce"
        COMPLAINT = "complaint"
        UNSUBSCRIBED = "unsubscribed"

    digest = models.CharField(max_length=64, unique=True)
    cause = models.CharField(max_length=20, choices=Cause)
    at = models.DateTimeField()

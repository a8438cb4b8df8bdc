"""Webhooks: who is told of events elsewhere, and what became of each telling."""

from django.db import models

from goodword.core.models import EventRecord
from goodword.people.models import Person


class WebhookEndpoint(models.Model):
    """An address that is told of events. It learns what its owner may see, at the moment of sending, and never more.

    Its secret is made from the key of the house, `puid` and `secret_version`, so that no table and no backup holds it. It is off since
    `off_at`, by whom and why; `failing_since` begins with the first failure after a success.
    """

    class Why(models.TextChoices):
        PAUSED = "paused"
        GONE = "gone"  # it answered 410
        FAILING = "failing"  # nothing but failures for days
        NO_OWNER = "no_owner"  # its owner may not have webhooks any more

    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    puid = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list)
    public_only = models.BooleanField(default=True)  # only what everybody may read
    secret_version = models.PositiveIntegerField(default=1)
    secret_made_at = models.DateTimeField()
    made_at = models.DateTimeField()
    off_at = models.DateTimeField(null=True)
    off_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    off_why = models.CharField(max_length=10, choices=Why, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    waits_until = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "url"], name="one_webhook_an_address"),
            models.CheckConstraint(
                condition=models.Q(off_at__isnull=True, off_why="")
                | (models.Q(off_at__isnull=False) & ~models.Q(off_why="")),
                name="webhook_off_says_why",
            ),
        ]


class Delivery(models.Model):
    """One event for one endpoint. `puid` is its webhook-id, the same at each attempt, so that a receiver knows a second one.

    record: the event; null for a trial. due_at: when it is tried next, null when nothing is to be done. answer: the beginning of what
    came back, for whoever looks after the other side.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        GAVE_UP = "gave_up"
        LEFT_OUT = "left_out"  # its owner may not see what it is about
        HELD_BACK = "held_back"  # waited in a backup that was restored

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="+")
    record = models.ForeignKey(EventRecord, null=True, on_delete=models.CASCADE, related_name="+")
    puid = models.CharField(max_length=16, unique=True)
    event = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=20, blank=True)
    milliseconds = models.PositiveIntegerField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "record"], name="one_delivery_an_event"),
            models.CheckConstraint(
                condition=models.Q(state="waiting", due_at__isnull=False)
                | (~models.Q(state="waiting") & models.Q(due_at__isnull=True)),
                name="what_waits_is_due",
            ),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "due_at"], name="deliveries_due", condition=models.Q(state="waiting")
            ),
            models.Index(fields=["made_at"], name="deliveries_by_age"),
        ]

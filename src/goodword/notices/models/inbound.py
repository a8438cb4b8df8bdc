"""What came in by mail: which mail was taken once, and what came back of what we sent."""

from django.conf import settings
from django.db import models

from goodword.notices.models.outbox import Outgoing


class Received(models.Model):
    """One mail that came in, once. Of the mail itself only a digest is kept; `reason` says why nothing was published of it."""

    class Outcome(models.TextChoices):
        REPLY = "reply"  # published; made_kind and made_id say what
        RETURNED = "returned"  # a report on a mail of ours (Returned has it)
        IGNORED = "ignored"  # automatic, a list, our own, or to nobody here
        REFUSED = "refused"  # a reply that could not be published
        UNREADABLE = "unreadable"  # beyond what is read: nesting, parts, size

    digest = models.CharField(max_length=64, unique=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(max_length=40, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_kind = models.CharField(max_length=20, blank=True)
    made_id = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at", "outcome"], name="received_of_a_day")]


class Returned(models.Model):
    """One report on one mail of ours: it could not be delivered, or was called spam. It holds no address."""

    class Kind(models.TextChoices):
        PERMANENT = "permanent"  # 5.x.x: the address takes no mail
        TRANSIENT = "transient"  # 4.x.x: not this time; counted
        COMPLAINT = "complaint"

    outgoing = models.ForeignKey(Outgoing, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=12, blank=True)  # "5.1.1" (RFC 3463)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outgoing", "kind"], name="returned_once_a_kind")]
        indexes = [models.Index(fields=["person", "at"], name="returned_of_a_person")]

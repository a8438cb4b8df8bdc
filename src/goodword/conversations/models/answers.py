"""What makes a reply an answer: accepted, confirmed, out of date. Each is a row with who, when and why."""

from django.conf import settings
from django.db import models

from goodword.conversations.models.posts import Reply

PERSON = settings.AUTH_USER_MODEL


class Acceptance(models.Model):
    """A reply answers the question: so say the asker, or staff or a champion with a note."""

    reply = models.OneToOneField(Reply, on_delete=models.CASCADE, related_name="acceptance")
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(
        max_length=20, blank=True
    )  # "staff" | "champion" | "": frozen when given (law 6)
    by_asker = models.BooleanField()
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()


class Confirmation(models.Model):
    """Somebody tried an answer: it still works, or it did not, with their version if they say it."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="confirmations")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    works = models.BooleanField()
    version = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reply", "person"], name="one_confirmation_a_person")]


class Outdating(models.Model):
    """An answer is out of date: it sorts lower and stays readable. Two confirmations since undo it. Never for tone."""

    reply = models.OneToOneField(Reply, on_delete=models.CASCADE, related_name="outdating")
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

"""Ideas and what becomes of them."""

from django.conf import settings
from django.db import models

from goodword.conversations.models.posts import Topic

PERSON = settings.AUTH_USER_MODEL


class Status(models.TextChoices):
    """Where an idea stands."""

    OPEN = "open"
    UNDER_REVIEW = "under_review"
    PLANNED = "planned"
    STARTED = "started"
    DONE = "done"
    DECLINED = "declined"


class IdeaDetail(models.Model):
    """The present status of an idea, its owner on the staff and when they will say the next word."""

    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, related_name="idea")
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    owner = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    next_word_by = models.DateField(null=True)
    changed_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=200, blank=True)  # "you said", in the customer's words
    did = models.CharField(max_length=300, blank=True)  # "we did", or why not

    class Meta:
        indexes = [models.Index(fields=["status", "-changed_at"], name="ideas_by_status")]


class StatusChange(models.Model):
    """One change of an idea's status, with owner, reason and date."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="status_changes")
    status = models.CharField(max_length=20, choices=Status)
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField()
    next_word_by = models.DateField(null=True)
    at = models.DateTimeField()

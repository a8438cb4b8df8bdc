"""The one door out to a person. In this release notices appear on the site; other channels pass through the same door later."""

from django.conf import settings
from django.db import models


class Notice(models.Model):
    """One thing one person is told, once a cause. The words are made when it is read, so that they are true then (law 7)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    about_kind = models.CharField(max_length=20)
    about_id = models.PositiveBigIntegerField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    facts = models.JSONField(default=dict)
    cause = models.CharField(max_length=120)
    visible_from = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "cause"], name="told_once")]
        indexes = [models.Index(fields=["person", "read_at", "visible_from"], name="unread")]

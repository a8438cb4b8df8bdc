"""The one door out to a person: what somebody is told, whatever the channel."""

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
    # "topic:12": what belongs together in a mail. The default is the database's, for the release before this one.
    thread = models.CharField(max_length=40, blank=True, default="", db_default="")
    visible_from = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    planned_at = models.DateTimeField(null=True)  # when it was decided which channels carry it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "cause"], name="told_once")]
        indexes = [
            models.Index(fields=["person", "read_at", "visible_from"], name="unread"),
            models.Index(
                fields=["visible_from"], name="to_plan", condition=models.Q(planned_at__isnull=True)
            ),
        ]

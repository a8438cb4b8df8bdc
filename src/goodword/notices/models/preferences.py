"""What a person chose about how they are told. Without a row the defaults of `policy` hold."""

from django.conf import settings
from django.db import models


class Pace(models.TextChoices):
    """How soon a channel carries a notice."""

    AT_ONCE = "at_once"
    BUNDLED = "bundled"  # several within a few minutes are one message
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Choice(models.Model):
    """One person chose a pace for one sort of notice on one channel."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10)
    sort = models.CharField(max_length=20)
    pace = models.CharField(max_length=10, choices=Pace)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "channel", "sort"], name="one_choice_a_sort")
        ]


class Rhythm(models.Model):
    """When one person wants to hear: quiet hours, the hour and day of the digest, the most mails a day. In their own zone."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    digest_hour = models.PositiveSmallIntegerField(default=8)
    digest_day = models.PositiveSmallIntegerField(default=0)  # 0 is Monday
    most_a_day = models.PositiveSmallIntegerField(default=10)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(digest_hour__lte=23), name="digest_hour_of_a_day"),
            models.CheckConstraint(condition=models.Q(digest_day__lte=6), name="digest_day_of_a_week"),
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="quiet_hours_have_two_ends",
            ),
        ]

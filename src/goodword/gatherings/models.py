"""Occasions to do things together. In this release: what is coming up."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from goodword.core.text import slug


class Event(models.Model):
    """An occasion with a time in its own zone and a place."""

    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    place = models.CharField(max_length=200)
    zone = models.CharField(max_length=60)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    host = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_because = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")), name="event_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["begins_at", "id"], name="events_in_order")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of the event."""
        return reverse("gatherings:event", args=[self.pk, slug(self.title)])

"""Where a person's browsers take push messages."""

from django.conf import settings
from django.db import models


class PushSubscription(models.Model):
    """One browser of one person, as it subscribed (RFC 8030, RFC 8291). The address belongs to the maker of the browser."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=1000)
    endpoint_digest = models.CharField(max_length=64, unique=True)
    public_key = models.CharField(max_length=100)  # p256dh, base64url
    auth = models.CharField(max_length=40)
    device = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    carried_at = models.DateTimeField(null=True)

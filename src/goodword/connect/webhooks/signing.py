"""The secret of an endpoint, and the headers that show where a message is from (Standard Webhooks 1)."""

import base64
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac
from standardwebhooks.webhooks import Webhook

from goodword.connect.models import WebhookEndpoint
from goodword.core import clock

BOTH_COUNT_FOR = timedelta(hours=24)  # after a new secret was made, so that a receiver can change over


def secret_of(endpoint: WebhookEndpoint, version: int | None = None) -> str:
    """`whsec_…`: 32 bytes that only this house can make. It is stored nowhere."""
    named = f"{endpoint.puid}:{version or endpoint.secret_version}"
    made = salted_hmac("goodword.webhooks", named, algorithm="sha256").digest()
    return "whsec_" + base64.b64encode(made).decode()


def headers(endpoint: WebhookEndpoint, message_id: str, body: str, at: datetime) -> dict[str, str]:
    """The headers of one attempt. Within a day of a new secret there are two signatures, the new one first."""
    versions = [endpoint.secret_version]
    if endpoint.secret_version > 1 and clock.now() - endpoint.secret_made_at < BOTH_COUNT_FOR:
        versions.append(endpoint.secret_version - 1)
    moment = at.replace(microsecond=0)
    signed = [Webhook(secret_of(endpoint, version)).sign(message_id, moment, body) for version in versions]
    return {
        "Content-Type": "application/json",
        "Webhook-Id": message_id,
        "Webhook-Timestamp": str(int(moment.timestamp())),
        "Webhook-Signature": " ".join(signed),
    }

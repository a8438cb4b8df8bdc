"""The nouns of the doors for machines."""

from goodword.connect.models.runs import ImportRun
from goodword.connect.models.tokens import ApiToken, KeptAnswer
from goodword.connect.models.webhooks import Delivery, WebhookEndpoint

__all__ = ["ApiToken", "Delivery", "ImportRun", "KeptAnswer", "WebhookEndpoint"]

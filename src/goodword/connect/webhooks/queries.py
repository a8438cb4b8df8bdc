"""Reads of webhooks: one's own; whoever looks after the site sees that of others too."""

from django.db.models import QuerySet

from goodword.connect.models import Delivery, WebhookEndpoint
from goodword.core.viewer import Viewer

SHOWN = 50


def visible_endpoints(viewer: Viewer) -> QuerySet[WebhookEndpoint]:
    """The endpoints a viewer may know of, the latest first."""
    every = WebhookEndpoint.objects.select_related("owner").order_by("-made_at", "-pk")
    return every if viewer.may("site.edit") else every.filter(owner_id=viewer.id)


def endpoints_of(person_id: int) -> QuerySet[WebhookEndpoint]:
    """The endpoints of one person."""
    return WebhookEndpoint.objects.filter(owner_id=person_id).order_by("pk")


def visible_endpoint_ids(ids: set[int], viewer: Viewer) -> set[int]:
    """The gate for kind "webhook"."""
    return set(visible_endpoints(viewer).filter(pk__in=ids).values_list("pk", flat=True))


def endpoint_of(pk: int, viewer: Viewer) -> WebhookEndpoint | None:
    """One endpoint."""
    return visible_endpoints(viewer).filter(pk=pk).first()


def log_of(endpoint: WebhookEndpoint) -> list[Delivery]:
    """The latest messages that were sent, newest first."""
    return list(_sent(endpoint).order_by("-tried_at", "-pk")[:SHOWN])


def delivery_of(endpoint: WebhookEndpoint, pk: int) -> Delivery | None:
    """One message of an endpoint, as its log shows it."""
    return _sent(endpoint).filter(pk=pk).select_related("endpoint").first()


def _sent(endpoint: WebhookEndpoint) -> QuerySet[Delivery]:
    """What was never sent may be of something its owner may not see: it has no line and no number, here or anywhere."""
    return Delivery.objects.filter(endpoint=endpoint, tried_at__isnull=False)

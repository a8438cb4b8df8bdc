"""The body of one message: ids and plain values, and only what the endpoint's owner may see in this moment (law 4)."""

import json
from typing import Any

from django.conf import settings

from goodword.connect.models import Delivery, WebhookEndpoint
from goodword.connect.webhooks.offered import KINDS, OFFERED, TRIAL, Offer
from goodword.conversations.queries.visible import replies_that_stood, topics_that_stood
from goodword.core import gate
from goodword.core.gate import Ref
from goodword.core.models import EventRecord
from goodword.core.viewer import ANONYMOUS, Viewer
from goodword.people.models import Person
from goodword.people.queries import viewer_of

SCOPE = "connect.webhooks"


def owner_viewer(endpoint: WebhookEndpoint) -> Viewer | None:
    """Who is looking when this endpoint is told something; None where its owner may have no webhooks any more."""
    if endpoint.owner.state != Person.State.ACTIVE:
        return None
    viewer = viewer_of(endpoint.owner)
    return viewer if viewer.is_staff and viewer.may(SCOPE) else None


def body_of(delivery: Delivery, viewer: Viewer) -> str | None:
    """The JSON for one delivery, or None where the owner may not see what it is about."""
    if delivery.record is None:
        return _json(TRIAL, delivery.made_at.isoformat(), {"endpoint": delivery.endpoint.puid})
    viewers = [viewer, ANONYMOUS] if delivery.endpoint.public_only else [viewer]
    data = _told(delivery.record, viewers)
    return None if data is None else _json(delivery.record.name, delivery.record.at.isoformat(), data)


def _told(record: EventRecord, viewers: list[Viewer]) -> dict[str, Any] | None:
    offer, payload = OFFERED.get(record.name), record.payload
    if offer is None or not all(_may_see(offer, payload, viewer) for viewer in viewers):
        return None
    told = {name: value for name, value in payload.items() if name not in offer.hides}
    for name in told.keys() & KINDS.keys() - set(offer.about):
        if told[name] is not None and record.name != "people.PersonDeleted":
            seen = all(gate.may_see(Ref(KINDS[name], told[name]), viewer) for viewer in viewers)
            told[name] = told[name] if seen else None
    return told | {"links": _links(told)}


def _may_see(offer: Offer, payload: dict[str, Any], viewer: Viewer) -> bool:
    if offer.gone:
        return all(_could_see(KINDS[name], payload[name], viewer) for name in offer.about)
    refs = {Ref(KINDS[name], payload[name]) for name in offer.about}
    return gate.visible(refs, viewer) == refs


def _could_see(kind: str, number: int, viewer: Viewer) -> bool:
    """What fell is told to whoever could read it while it stood: the same that may read its tombstone."""
    stood = topics_that_stood if kind == "topic" else replies_that_stood
    return stood(viewer).filter(pk=number).exists()


def _links(told: dict[str, Any]) -> dict[str, str]:
    """Where the API tells the rest."""
    found = {"topic_id": "topics", "product_id": "products"}
    return {
        name.removesuffix("_id"): f"{settings.GOODWORD_SITE_URL}/api/v1/{place}/{told[name]}"
        for name, place in found.items()
        if told.get(name)
    }


def _json(name: str, at: str, data: dict[str, Any]) -> str:
    return json.dumps(
        {"type": name, "timestamp": at.replace("+00:00", "Z"), "data": data}, separators=(",", ":")
    )

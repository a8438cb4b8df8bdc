"""Every event that an endpoint chose becomes a delivery, in the transaction in which it is told: none is lost, none twice."""

from goodword.connect.actions.webhooks import queue, switch_off
from goodword.connect.models import WebhookEndpoint
from goodword.connect.webhooks.offered import OFFERED
from goodword.connect.webhooks.telling import owner_viewer
from goodword.core import events
from goodword.core.events import Event
from goodword.people.events import PersonDeleted, RoleEnded


@events.on(Event)
def tell_endpoints(event: Event) -> None:
    """One question where nobody listens. What an import or the demo brings is told to nobody."""
    name = event.name()
    if name not in OFFERED or events.is_quiet():
        return
    listening = [
        endpoint
        for endpoint in WebhookEndpoint.objects.filter(off_at__isnull=True)
        if name in endpoint.events
    ]
    if listening:
        queue(listening, name, [events.record_id()])


@events.on(RoleEnded)
@events.on(PersonDeleted)
def end_with_the_role(event: RoleEnded | PersonDeleted) -> None:
    """Nothing more is sent for somebody who may not have it; asked again at each sending as well."""
    living = WebhookEndpoint.objects.select_related("owner").filter(
        owner_id=event.person_id, off_at__isnull=True
    )
    for endpoint in living:
        if owner_viewer(endpoint) is None:
            switch_off(endpoint, WebhookEndpoint.Why.NO_OWNER)

"""Making and changing webhooks, and queueing what they are told."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goodword.connect.models import Delivery, WebhookEndpoint
from goodword.connect.webhooks.offered import OFFERED, TRIAL
from goodword.core import clock, outbound, personal, restoring
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.gate import Ref
from goodword.core.models import EventRecord
from goodword.core.puids import new_puid
from goodword.core.text import clean_line
from goodword.notices.actions import notify
from goodword.people.models import Person
from goodword.people.queries import viewer_of

MOST = 20  # endpoints of one person
REPLAY_REACHES = timedelta(days=14)
MOST_REPLAYED = 10_000


@transaction.atomic
def make_endpoint(
    *, by: Person, name: str, url: str, events: Iterable[str], public_only: bool
) -> WebhookEndpoint:
    """Make an endpoint. Raises NotAllowed, Invalid (name, url, events), Conflict (the address is there already, too many)."""
    _allowed(by)
    if WebhookEndpoint.objects.filter(owner=by).count() >= MOST:
        raise Conflict(_("That is as many as one person can have. Delete one that is not used any more."))
    now = clock.now()
    made = WebhookEndpoint(owner=by, puid=new_puid(), made_at=now, secret_made_at=now)
    return _save(made, name, url, events, public_only)


@transaction.atomic
def change_endpoint(
    endpoint: WebhookEndpoint, *, by: Person, name: str, url: str, events: Iterable[str], public_only: bool
) -> WebhookEndpoint:
    """Change an endpoint of one's own. Raises NotAllowed, Invalid, Conflict."""
    return _save(_own(endpoint, by), name, url, events, public_only)


@transaction.atomic
def renew_secret(endpoint: WebhookEndpoint, *, by: Person) -> WebhookEndpoint:
    """A new secret; for a day both sign. Raises NotAllowed."""
    endpoint = _own(endpoint, by)
    endpoint.secret_version, endpoint.secret_made_at = endpoint.secret_version + 1, clock.now()
    endpoint.save(update_fields=["secret_version", "secret_made_at"])
    return endpoint


@transaction.atomic
def pause(endpoint: WebhookEndpoint, *, by: Person) -> None:
    """Tell it nothing from now on; whoever looks after the site may do that too. Raises NotAllowed."""
    endpoint = _own(endpoint, by, or_may="site.edit")
    if endpoint.off_at is None:
        _off(endpoint, WebhookEndpoint.Why.PAUSED, by)


@transaction.atomic
def resume(endpoint: WebhookEndpoint, *, by: Person) -> None:
    """Tell it again, beginning with what still waits. Raises NotAllowed."""
    endpoint = _own(endpoint, by)
    endpoint.off_at, endpoint.off_by, endpoint.off_why = None, None, ""
    endpoint.failures, endpoint.failing_since, endpoint.waits_until = 0, None, None
    endpoint.save(update_fields=["off_at", "off_by", "off_why", "failures", "failing_since", "waits_until"])
    _set_going([endpoint])


@transaction.atomic
def delete_endpoint(endpoint: WebhookEndpoint, *, by: Person) -> None:
    """Delete it with its log. Raises NotAllowed."""
    _own(endpoint, by, or_may="site.edit").delete()


@transaction.atomic
def try_endpoint(endpoint: WebhookEndpoint, *, by: Person) -> Delivery:
    """Send a message of no meaning, to see whether it arrives. Raises NotAllowed, Conflict (it is off)."""
    endpoint = _own(endpoint, by)
    if endpoint.off_at is not None:
        raise Conflict(_("It is switched off. Switch it on first."))
    now = clock.now()
    made = Delivery.objects.create(endpoint=endpoint, puid=new_puid(), event=TRIAL, made_at=now, due_at=now)
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(waits_until=None)
    _set_going([endpoint])
    return made


@transaction.atomic
def send_again(delivery: Delivery, *, by: Person) -> None:
    """Send one message again, with the same webhook-id. Raises NotAllowed."""
    _own(delivery.endpoint, by)
    if delivery.state != Delivery.State.WAITING:
        _wait_again(Delivery.objects.filter(pk=delivery.pk))
    WebhookEndpoint.objects.filter(pk=delivery.endpoint_id).update(waits_until=None)
    _set_going([delivery.endpoint])


@transaction.atomic
def send_since(endpoint: WebhookEndpoint, since: datetime, *, by: Person) -> int:
    """Send every chosen event since a time, again or for the first time; ids stay the same. Returns how many.

    Raises NotAllowed, Invalid (further back than 14 days).
    """
    endpoint = _own(endpoint, by)
    if since < clock.now() - REPLAY_REACHES:
        raise Invalid(_("At most fourteen days back."), field="since")
    records = EventRecord.objects.filter(at__gte=since, name__in=endpoint.events, quiet=False)
    wanted = list(records.order_by("-id").values_list("id", "name")[:MOST_REPLAYED])
    _wait_again(Delivery.objects.filter(endpoint=endpoint, record__in=[pk for pk, _name in wanted]))
    for name in {name for _pk, name in wanted}:
        queue([endpoint], name, [pk for pk, named in wanted if named == name])
    return len(wanted)


def queue(endpoints: list[WebhookEndpoint], name: str, record_ids: list[int]) -> None:
    """Note that endpoints are to be told of events; one that is noted already stays as it is."""
    now = clock.now()
    Delivery.objects.bulk_create(
        [
            Delivery(
                endpoint=endpoint, record_id=number, puid=new_puid(), event=name, made_at=now, due_at=now
            )
            for endpoint in endpoints
            for number in record_ids
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    _set_going(endpoints)


@transaction.atomic
def switch_off(endpoint: WebhookEndpoint, why: WebhookEndpoint.Why) -> None:
    """The house stops telling an endpoint, and says so to its owner."""
    if not WebhookEndpoint.objects.filter(pk=endpoint.pk, off_at__isnull=True).exists():
        return
    _off(endpoint, why, None)
    if why != WebhookEndpoint.Why.NO_OWNER:  # they cannot look at it any more
        cause = f"{endpoint.pk}:{int(clock.now().timestamp())}"
        notify([endpoint.owner_id], "webhook_off", Ref("webhook", endpoint.pk), cause=cause)


@restoring.holds_back("webhooks")
def _hold_back(_reason: str) -> int:
    """What waited when a backup was made may have been sent since: it is not sent again by itself."""
    return Delivery.objects.filter(state="waiting").update(state=Delivery.State.HELD_BACK, due_at=None)


@personal.erases("connect.webhooks")
def _erase(person_id: int) -> None:
    WebhookEndpoint.objects.filter(owner_id=person_id).delete()


def _save(
    endpoint: WebhookEndpoint, name: str, url: str, events: Iterable[str], public_only: bool
) -> WebhookEndpoint:
    title, address, wanted = clean_line(name, 81), url.strip(), set(events)
    if not title or len(title) > 80:
        raise Invalid(_("Give it a name, so that you know it again."), field="name")
    if len(address) > 500:
        raise Invalid(_("This address is too long."), field="url")
    try:
        outbound.check_address(address)
    except outbound.Blocked as blocked:
        raise Invalid(_why_not(blocked.reason), field="url") from blocked
    if not wanted or not wanted <= OFFERED.keys():
        raise Invalid(_("Choose at least one event."), field="events")
    endpoint.name, endpoint.url, endpoint.public_only = title, address, public_only
    endpoint.events = [name for name in OFFERED if name in wanted]
    try:
        with transaction.atomic():
            endpoint.save()
    except IntegrityError as error:
        raise Conflict(_("You have a webhook for this address already."), field="url") from error
    return endpoint


def _why_not(reason: str) -> str:
    words: dict[str, Any] = {
        "scheme": _("An address begins with https:// (or http://)."),
        "port": _("Of the ports below 1024 only 80 and 443 are used."),
    }
    told: str = words.get(reason) or _(
        "This is no address of the open internet. A service of your own network is named in GOODWORD_OUTBOUND_ALLOW."
    )
    return told


def _off(endpoint: WebhookEndpoint, why: WebhookEndpoint.Why, by: Person | None) -> None:
    endpoint.off_at, endpoint.off_by, endpoint.off_why = clock.now(), by, why
    endpoint.save(update_fields=["off_at", "off_by", "off_why"])


def _wait_again(deliveries: Any) -> None:
    deliveries.update(state=Delivery.State.WAITING, due_at=clock.now(), attempts=0, reason="", status=None)


def _set_going(endpoints: list[WebhookEndpoint]) -> None:
    from goodword.connect.webhooks.jobs import deliver_webhooks  # a job: it stands above the verbs

    for endpoint in endpoints:
        deliver_webhooks.enqueue(endpoint.pk)


def _allowed(by: Person) -> None:
    viewer = viewer_of(by)
    if by.state != Person.State.ACTIVE or not viewer.is_staff or not viewer.may("connect.webhooks"):
        raise NotAllowed()


def _own(endpoint: WebhookEndpoint, by: Person, or_may: str = "") -> WebhookEndpoint:
    """The row, locked, if it is theirs. An endpoint tells what its owner may see, so nobody else points it elsewhere."""
    _allowed(by)
    row = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
    if row.owner_id != by.pk and not (or_may and viewer_of(by).may(or_may)):
        raise NotAllowed()
    return row

"""Webhooks on the desk: who makes them, who sees them, what can be done with them."""

import pytest
from django.db import IntegrityError, transaction

from goodword.connect.models import Delivery, WebhookEndpoint
from goodword.connect.tests.webhook_hands import endpoint_for, work
from goodword.connect.webhooks import signing
from goodword.conversations.actions.topics import open_topic
from goodword.core import clock

pytestmark = pytest.mark.django_db


def test_the_database_refuses_an_endpoint_that_is_off_without_a_reason(cast, till):
    endpoint = endpoint_for(cast.tom, till)
    with pytest.raises(IntegrityError), transaction.atomic():
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(off_at=clock.now())


FIELDS = {"name": "Till", "url": "http://till.example/in", "events": ["conversations.TopicOpened"]}


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost:9/", "ftp://till.example/", "nonsense", "javascript:alert(1)",
        "http://u:p@till.example/", "http://till.example:25/", "https://" + "a" * 600 + ".example/",
    ],
)  # fmt: skip
def test_addresses_the_form_refuses(cast, visit, url, outside):
    answer = visit(cast.tom).submit("/desk/webhooks/new", {**FIELDS, "url": url})
    assert answer.status_code == 422
    assert WebhookEndpoint.objects.count() == 0
    assert outside.asked == []


def test_made_on_the_desk_with_the_secret_shown_once(cast, visit, till):
    client = visit(cast.tom)
    answer = client.submit("/desk/webhooks/new", FIELDS)
    endpoint = WebhookEndpoint.objects.get()
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    assert signing.secret_of(endpoint) in answer.content.decode()
    for path in ("/desk/webhooks", f"/desk/webhooks/{endpoint.pk}", f"/desk/webhooks/{endpoint.pk}/change"):
        page = client.get(path)
        assert page.status_code == 200
        assert "whsec_" not in page.content.decode()
    assert client.submit("/desk/webhooks/new", FIELDS).status_code == 422, "one a person and address"


def test_the_log_on_the_desk(cast, visit, till):
    endpoint = endpoint_for(cast.tom, till)
    client, here = visit(cast.tom), f"/desk/webhooks/{endpoint.pk}"
    till.answers = lambda _request: (500, {}, b"<script>alert(1)</script>")
    assert client.submit(here, {"deed": "try"}).status_code == 303
    open_topic("question", by=cast.maya, title="Staff only", audience="staff")
    work()
    page = client.get(here).content.decode()
    assert "answered 500" in page
    assert "&lt;script&gt;" in page
    assert page.count("msg_") == 2, "one line, twice named; what was not sent has none"
    delivery = Delivery.objects.get(event="connect.Trial")
    till.answers = lambda _request: (204, {}, b"")
    assert client.submit(f"{here}/messages/{delivery.pk}/sending").status_code == 303
    work()
    assert "arrived" in client.get(here).content.decode()
    hidden = Delivery.objects.get(state="left_out")
    assert client.submit(f"{here}/messages/{hidden.pk}/sending").status_code == 404
    for deed, is_off in (("pause", True), ("resume", False)):
        client.submit(here, {"deed": deed})
        endpoint.refresh_from_db()
        assert (endpoint.off_at is not None) == is_off
    assert client.submit(here, {"deed": "since", "hours": "24"}).status_code == 303
    assert client.submit(here, {"deed": "renew"}).status_code == 201
    assert client.submit(here, {"deed": "nonsense"}).status_code == 303
    assert client.submit(here, {"deed": "delete"}).status_code == 303
    assert WebhookEndpoint.objects.count() == 0


def test_changing_it(cast, visit, till):
    endpoint = endpoint_for(cast.arun, till)
    change = f"/desk/webhooks/{endpoint.pk}/change"
    assert visit(cast.arun).submit(change, {**FIELDS, "name": "Stock"}).status_code == 303
    endpoint.refresh_from_db()
    assert (endpoint.name, endpoint.public_only) == ("Stock", False)
    assert (
        visit(cast.arun).submit(change, {**FIELDS, "events": ["people.PasswordChanged"]}).status_code == 422
    )


def test_who_may(cast, visit, till):
    endpoint = endpoint_for(cast.arun, till)
    here = f"/desk/webhooks/{endpoint.pk}"
    for person in (None, cast.outsider, cast.ruth, cast.maya):
        for path in ("/desk/webhooks", "/desk/webhooks/new", here, f"{here}/change"):
            assert visit(person).get(path).status_code == 404
        assert visit(person).submit(here, {"deed": "delete"}).status_code == 404
        assert visit(person).submit("/desk/webhooks/new", FIELDS).status_code == 404
    owner = visit(cast.tom)
    assert owner.get(here).status_code == 200
    assert owner.get(f"{here}/change").status_code == 404, (
        "what another may see is not for them to send elsewhere"
    )
    assert owner.submit(here, {"deed": "renew"}).status_code == 403
    assert owner.submit(here, {"deed": "since", "hours": "1"}).status_code == 403
    assert owner.submit(here, {"deed": "pause"}).status_code == 303
    other = endpoint_for(cast.tom, till)
    assert visit(cast.arun).get(f"/desk/webhooks/{other.pk}").status_code == 404
    assert WebhookEndpoint.objects.get(pk=endpoint.pk).off_why == "paused"

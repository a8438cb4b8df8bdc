"""What the part for mail that comes in, and for push, tells the house when it starts: what it holds of a person, how it is erased."""

import importlib
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy

from goodword.core import personal
from goodword.core.slots import panel
from goodword.notices import reply_addresses
from goodword.notices.inbound import tokens
from goodword.notices.models import PushSubscription, Received, Returned
from goodword.notices.queries import returned_of
from goodword.people.models import Person

reply_addresses.provide(tokens.address_for)
importlib.import_module("goodword.notices.inbound.health")


@panel("person.desk", order=80)
def _came_back(request: HttpRequest, about: Person) -> str:
    """For staff: that mail to this person does not arrive, so that they ring instead of waiting."""
    returned = returned_of(about)
    return render_to_string("notices/_returned.html", {"returned": returned}) if returned else ""


@personal.holds("notices.returned", gettext_lazy("Mails to you that came back"))
def _returned(person_id: int) -> list[dict[str, Any]]:
    rows = Returned.objects.filter(person_id=person_id).order_by("id")
    return [{**row, "at": row["at"].isoformat()} for row in rows.values("kind", "status", "at")]


@personal.holds("notices.received", gettext_lazy("Replies you sent by e-mail"))
def _received(person_id: int) -> list[dict[str, Any]]:
    rows = Received.objects.filter(person_id=person_id).order_by("id")
    names = ("outcome", "reason", "made_kind", "made_id", "at")
    return [{**row, "at": row["at"].isoformat()} for row in rows.values(*names)]


@personal.holds("notices.push", gettext_lazy("Browsers that take push messages for you"))
def _push(person_id: int) -> list[dict[str, Any]]:
    rows = PushSubscription.objects.filter(person_id=person_id).order_by("id")
    return [
        {**row, "made_at": row["made_at"].isoformat()} for row in rows.values("endpoint", "device", "made_at")
    ]


@personal.erases("notices.mail_in_and_push")
def _erase(person_id: int) -> None:
    """Their browsers, what came back from them, and who sent what came in."""
    PushSubscription.objects.filter(person_id=person_id).delete()
    Returned.objects.filter(person_id=person_id).delete()
    Received.objects.filter(person_id=person_id).update(person=None)

"""What this room tells the house when it starts: the words of notices about persons, and what it holds of a person."""

import importlib
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodword.core import own_pages, personal
from goodword.core.viewer import Viewer
from goodword.notices import channels, texts
from goodword.notices.by_email import Email
from goodword.notices.by_push import Push
from goodword.notices.models import Choice, Item, Notice, Outgoing, Rhythm
from goodword.notices.texts import Text
from goodword.people.models import RoleGrant

channels.register(Email())
channels.register(Push())
own_pages.add("notices:preferences", gettext_lazy("Notices"), order=25)
importlib.import_module("goodword.notices.health")


@texts.register("role_offered", sort="own")
def _role_offered(notice: Notice, viewer: Viewer) -> Text | None:
    """Somebody is asked whether they want to be called champion; true until they answer or it is taken back."""
    offers = RoleGrant.objects.filter(person_id=viewer.id, role=RoleGrant.Role.CHAMPION, ends_at__isnull=True)
    if not offers.filter(consented_at__isnull=True).exists():
        return None
    return Text(
        _("You are asked whether you would like to be called champion."),
        reverse("people:own_roles"),
        _("because staff offered it to you"),
    )


@texts.register("followed", sort="people")
def _followed(notice: Notice, viewer: Viewer) -> Text | None:
    """Somebody follows them. When they stop, the notice goes (subscribers.py), so nothing need be asked here."""
    if notice.actor is None:
        return None
    name = notice.actor.name
    sentence = (
        _("%(name)s follows you.") % {"name": name} if name else _("Somebody who gave no name follows you.")
    )
    return Text(sentence, notice.actor.get_absolute_url(), _("because it is you they follow"))


@personal.holds("notices.notices", gettext_lazy("What we told you"))
def _held(person_id: int) -> list[dict[str, Any]]:
    rows = Notice.objects.filter(person_id=person_id).order_by("id")
    columns = ("kind", "about_kind", "about_id", "facts", "thread", "visible_from", "read_at")
    return [_plain(row) for row in rows.values(*columns)]


@personal.holds("notices.messages", gettext_lazy("Messages we sent you, or did not send and why"))
def _messages(person_id: int) -> list[dict[str, Any]]:
    columns = ("channel", "form", "period", "message_id", "state", "reason", "attempts", "made_at", "sent_at")
    return [
        _plain(row) for row in Outgoing.objects.filter(person_id=person_id).order_by("id").values(*columns)
    ]


@personal.holds("notices.items", gettext_lazy("What each message carried"))
def _items(person_id: int) -> list[dict[str, Any]]:
    rows = Item.objects.filter(person_id=person_id).order_by("id")
    columns = ("channel", "pace", "due_at", "told_at", "dropped", "notice__cause", "outgoing__message_id")
    return [_plain(row) for row in rows.values(*columns)]


@personal.holds("notices.choices", gettext_lazy("How you want to be told"))
def _choices(person_id: int) -> list[dict[str, Any]]:
    rows = Choice.objects.filter(person_id=person_id).order_by("id")
    return [_plain(row) for row in rows.values("channel", "sort", "pace", "at")]


@personal.holds("notices.rhythm", gettext_lazy("When you want to be told"))
def _rhythm(person_id: int) -> list[dict[str, Any]]:
    columns = ("quiet_from", "quiet_to", "digest_hour", "digest_day", "most_a_day")
    return [_plain(row) for row in Rhythm.objects.filter(person_id=person_id).values(*columns)]


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}


@personal.erases("notices")
def _erase(person_id: int) -> None:
    """What they were told goes, with every message of it, how they wanted to be told, and what others were told of them alone.

    Whether their address bounced or complained stays, as a keyed digest from which no address can be read.
    """
    for table in (Item, Outgoing, Choice, Rhythm, Notice):
        table._default_manager.filter(person_id=person_id).delete()
    Notice.objects.filter(about_kind="person", about_id=person_id).delete()

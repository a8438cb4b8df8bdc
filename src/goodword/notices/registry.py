"""What this room tells the house when it starts: the words of notices about persons, and what it holds of a person."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodword.core import personal
from goodword.core.viewer import Viewer
from goodword.notices import texts
from goodword.notices.models import Notice
from goodword.notices.texts import Text
from goodword.people.models import RoleGrant


@texts.register("role_offered")
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


@texts.register("followed")
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
    return [
        {**row, "visible_from": row["visible_from"].isoformat()}
        for row in rows.values("kind", "about_kind", "about_id", "facts", "visible_from")
    ]


@personal.erases("notices")
def _erase(person_id: int) -> None:
    """Their notices go, and what others were told of them alone."""
    Notice.objects.filter(person_id=person_id).delete()
    Notice.objects.filter(about_kind="person", about_id=person_id).delete()

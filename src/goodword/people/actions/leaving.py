"""Leaving: an account is deleted, and what was written stays without a name or is taken back, as the person chooses."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from goodword.core import personal
from goodword.core.errors import Conflict, NotAllowed
from goodword.core.events import publish
from goodword.people.actions.pictures import drop_picture
from goodword.people.events import PersonDeleted
from goodword.people.models import ClaimVouch, EmailToken, Follow, Person, RoleGrant, Session, StaffProfile
from goodword.people.traces import wipe_traces

BLANK: dict[str, Any] = {
    "email": None, "email_confirmed_at": None, "name": "", "pronounced": "", "pronunciation_confirmed": False, "different": "",
    "goals": "", "interests": [], "face": {}, "picture": None, "language": "", "zone": "", "claim_code": "", "last_login": None,
    "source": "", "source_id": "",
}  # fmt: skip


@transaction.atomic
def delete_account(person: Person, *, by: Person, keep_texts: bool) -> None:
    """Delete an account; only its owner does. The row stays as an empty shell that texts without a name hang on.

    keep_texts: what they wrote stays without their name; otherwise all of it is withdrawn (conversations hears the event).
    Raises NotAllowed, Conflict (the last owner of the site).
    """
    if by.pk != person.pk:
        raise NotAllowed()
    owners = RoleGrant.objects.filter(role=RoleGrant.Role.OWNER, ends_at__isnull=True)
    if owners.filter(person=person).exists() and not owners.exclude(person=person).exists():
        raise Conflict(_("You are the last owner of this site. Make somebody else an owner first."))
    _leave(person, keep_texts=keep_texts)


def _leave(person: Person, *, keep_texts: bool) -> None:
    words = [person.email] if person.email else []
    face = person.picture
    person.set_unusable_password()
    for field, value in BLANK.items():
        setattr(person, field, value)
    person.handle = f"gone-{person.puid}"
    person.state = Person.State.DELETED
    person.save()
    if face is not None:
        drop_picture(face)
    personal.erase(person.pk)
    publish(PersonDeleted(person_id=person.pk, keep_texts=keep_texts))
    if words:
        wipe_traces.enqueue(words)


@transaction.atomic
def leave_again(facts: dict[str, Any]) -> bool:
    """After a restore: who had left since the backup was made leaves again, with the same choice. Nobody is asked twice."""
    person = Person.objects.filter(puid=facts["puid"]).exclude(state=Person.State.DELETED).first()
    if person is None:
        return False
    _leave(person, keep_texts=facts["keep_texts"])
    return True


@personal.erases("people")
def _erase(person_id: int) -> None:
    """Sessions, links, follows in both directions, roles, and the reasons others wrote about a person."""
    Session.objects.filter(person_id=person_id).delete()
    EmailToken.objects.filter(person_id=person_id).delete()
    Follow.objects.filter(person_id=person_id).delete()
    Follow.objects.filter(kind="person", object_id=person_id).delete()
    RoleGrant.objects.filter(person_id=person_id).delete()
    ClaimVouch.objects.filter(person_id=person_id).update(reason="")
    StaffProfile.objects.filter(person_id=person_id).delete()

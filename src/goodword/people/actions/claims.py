"""An imported person is claimed: with the code from the old profile, or because staff vouch for somebody. Both are in the public log.

What was imported of them (texts, votes, purchases) becomes the claimant's: the rooms that hold it hear `PersonClaimed`. The
imported row stays, in the state "claimed", so that old addresses still lead to the right person and a second import changes nothing.
"""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from goodword.core import clock, ledger
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.events import publish
from goodword.core.puids import new_puid
from goodword.people.events import PersonClaimed
from goodword.people.models import ClaimVouch, Follow, Person
from goodword.people.queries import viewer_of

State = Person.State


@transaction.atomic
def offer_code(imported: Person) -> str:
    """The code that is put into the old profile; made once, and again only after it was used."""
    if not imported.claim_code:
        imported.claim_code = new_puid()
        imported.save(update_fields=["claim_code"])
    return imported.claim_code


@transaction.atomic
def claim_by_code(
    imported: Person | None, code: str, *, by: Person, at: datetime | None = None
) -> ClaimVouch:
    """Claim an imported person with the code of the old profile. Raises Invalid: a wrong code and a wrong name read the same."""
    given = "".join(code.split()).casefold()
    right = bool(imported and imported.claim_code) and constant_time_compare(
        imported.claim_code if imported else "", given
    )
    if imported is None or not right:
        raise Invalid(_("This code does not belong to this profile."), field="code")
    return _claim(imported, by, by=None, reason="", at=at)


@transaction.atomic
def vouch(
    imported: Person, person: Person, *, by: Person, reason: str, at: datetime | None = None
) -> ClaimVouch:
    """Staff say that an imported person and an account are the same, and why. Raises NotAllowed, Invalid, Conflict."""
    if not viewer_of(by).is_staff or by.pk == person.pk:
        raise NotAllowed(_("Somebody else on staff vouches for you."))
    if not reason.strip():
        raise Invalid(_("Say how you know."), field="reason")
    return _claim(imported, person, by=by, reason=reason.strip()[:300], at=at)


def _claim(
    imported: Person, person: Person, *, by: Person | None, reason: str, at: datetime | None
) -> ClaimVouch:
    imported = Person.objects.select_for_update().get(pk=imported.pk)
    if imported.state != State.IMPORTED or person.state != State.ACTIVE:
        raise Conflict(_("This profile has been claimed already."))
    row = ClaimVouch.objects.create(
        imported=imported, person=person, vouched_by=by, reason=reason, at=at or clock.now()
    )
    imported.state, imported.claim_code = State.CLAIMED, ""
    imported.save(update_fields=["state", "claim_code"])
    _move_followers(imported, person)
    ledger.append(
        "claim",
        {"source": imported.source, "imported": imported.puid, "ground": "staff" if by else "code"},
        {"person": person.puid, **({"reason": reason} if reason else {})},
    )
    publish(PersonClaimed(person_id=person.pk, imported_id=imported.pk))
    return row


def _move_followers(imported: Person, person: Person) -> None:
    theirs = Follow.objects.filter(kind="person", object_id=imported.pk)
    already = Follow.objects.filter(kind="person", object_id=person.pk).values("person_id")
    theirs.exclude(person_id__in=already).exclude(person=person).update(object_id=person.pk)
    theirs.delete()

"""Giving and ending roles. Each has a giver, a reason and dates; a champion's also their consent."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goodword.core import clock
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.events import publish
from goodword.people import policy
from goodword.people.events import RoleAgreed, RoleEnded, RoleGiven
from goodword.people.models import Person, RoleGrant
from goodword.people.queries import viewer_of


@transaction.atomic
def give_role(
    person: Person,
    role: str,
    *,
    by: Person | None,
    reason: str,
    consented: bool = False,
    at: datetime | None = None,
) -> RoleGrant:
    """Give a role. `by=None` only for the first owner. A champion's role counts once they agree (`agree_to_role`).

    Raises NotAllowed, Invalid (unknown role, no reason), Conflict (has it already).
    """
    if by is not None and not viewer_of(by).may("people.roles"):
        raise NotAllowed(_("Only an owner gives roles."))
    if by is None and RoleGrant.objects.filter(role=RoleGrant.Role.OWNER).exists():
        raise NotAllowed(_("This site has an owner already."))
    if role not in policy.SCOPES or not reason.strip():
        raise Invalid(_("Say why this person has the role."), field="reason")
    now = at or clock.now()
    try:
        with transaction.atomic():
            grant = RoleGrant.objects.create(
                person=person,
                role=role,
                given_by=by,
                reason=reason.strip()[:300],
                begins_at=now,
                consented_at=now if consented or role != RoleGrant.Role.CHAMPION else None,
            )
    except IntegrityError as error:
        raise Conflict(_("This person has this role already.")) from error
    publish(RoleGiven(person_id=person.pk, role=role, by_id=by.pk if by else None))
    return grant


def make_owner_again(person: Person) -> None:
    """Give the role of owner by the link that the console printed (`owner.new_owner_link`); nothing where they have it."""
    owner = RoleGrant.Role.OWNER
    if not RoleGrant.objects.filter(person=person, role=owner, ends_at__isnull=True).exists():
        now = clock.now()
        RoleGrant.objects.create(
            person=person,
            role=owner,
            reason=_("By the link of the console."),
            begins_at=now,
            consented_at=now,
        )
        publish(RoleGiven(person_id=person.pk, role=owner, by_id=None))


@transaction.atomic
def agree_to_role(grant: RoleGrant, *, by: Person, at: datetime | None = None) -> RoleGrant:
    """The person agrees to a label they were offered. Raises NotAllowed for anybody else."""
    if grant.person_id != by.pk:
        raise NotAllowed()
    if grant.consented_at is None:
        grant.consented_at = at or clock.now()
        grant.save(update_fields=["consented_at"])
        publish(RoleAgreed(person_id=by.pk, role=grant.role))
    return grant


@transaction.atomic
def end_role(grant: RoleGrant, *, by: Person, at: datetime | None = None) -> RoleGrant:
    """End a role: an owner does, or the person lays it down. The last owner stays. Raises NotAllowed, Conflict."""
    if grant.person_id != by.pk and not viewer_of(by).may("people.roles"):
        raise NotAllowed(_("Only an owner ends roles."))
    others = RoleGrant.objects.filter(role=RoleGrant.Role.OWNER, ends_at__isnull=True).exclude(pk=grant.pk)
    if grant.role == RoleGrant.Role.OWNER and not others.exists():
        raise Conflict(_("This is the last owner. Make somebody else an owner first."))
    grant.ends_at = at or clock.now()
    grant.save(update_fields=["ends_at"])
    publish(RoleEnded(person_id=grant.person_id, role=grant.role, by_id=by.pk))
    return grant

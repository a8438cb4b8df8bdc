"""The first owner of a site. Until there is one, reading works, and writing and the desk wait."""

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from goodword.core.errors import Conflict, Missing
from goodword.core.events import publish
from goodword.people.actions.accounts import check_new_password
from goodword.people.actions.links import new_link
from goodword.people.actions.persons import add_person, folded_address
from goodword.people.actions.roles import give_role
from goodword.people.events import OwnerLinkMade
from goodword.people.models import EmailToken, Person, RoleGrant

MAX_AGE = 7 * 24 * 3600  # seconds
_SALT = "goodword.first-owner"


def first_owner_key() -> str:
    """The secret of the link that the console prints; it is good for a week, and for as long as there is no owner."""
    return signing.dumps("first owner", salt=_SALT)


def is_first_owner_key(key: str) -> bool:
    """Whether this site made that secret, lately."""
    try:
        return signing.loads(key, salt=_SALT, max_age=MAX_AGE) == "first owner"
    except signing.BadSignature:
        return False


@transaction.atomic
def make_first_owner(*, name: str, email: str, password: str) -> Person:
    """Make the account of the first owner. Whoever holds the link of the console is believed to hold the address.

    Raises Missing once there is an owner, Invalid and Conflict as `add_person` does.
    """
    if RoleGrant.objects.select_for_update().filter(role=RoleGrant.Role.OWNER).exists():
        raise Missing()
    check_new_password(password, Person(name=name, email=email))
    person = add_person(name=name, email=email, password=password, confirmed=True)
    give_role(person, RoleGrant.Role.OWNER, by=None, reason=_("The first owner, by the link of the console."))
    return person


@transaction.atomic
def new_owner_link(address: str = "", *, name: str = "") -> tuple[Person, str]:
    """Make a link with which somebody sets a new password and becomes owner (again). Only the console calls this.

    address: whose account; "" for the only owner there is. name: makes the account where the address has none. Returns the
    person and the secret. Raises Missing (no such account), Conflict (several owners, or an account that is not in use).
    """
    if address:
        person = Person.objects.filter(email=folded_address(address)).first()
        if person is None and not name:
            raise Missing(f"{address} has no account here: --name NAME makes one")
        person = person or add_person(name=name, email=address, confirmed=True)
    else:
        grants = RoleGrant.objects.filter(role=RoleGrant.Role.OWNER, ends_at__isnull=True)
        owners = [grant.person for grant in grants.select_related("person")]
        if len(owners) != 1:
            known = ", ".join(str(owner.email) for owner in owners) or "nobody"
            raise Conflict(f"the owners are: {known}. Say for whom: ./goodword owner reset ADDRESS")
        person = owners[0]
    if person.state == Person.State.SUSPENDED:
        person.state = Person.State.ACTIVE
        person.save(update_fields=["state"])
    if person.state != Person.State.ACTIVE:
        raise Conflict(f"{person} has no account that could own a site")
    secret = new_link(EmailToken.Purpose.RESET, person.email or "", person=person, details={"owner": True})
    publish(OwnerLinkMade(person_id=person.pk))
    return person, secret

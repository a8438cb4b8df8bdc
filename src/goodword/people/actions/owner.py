"""The first owner of a site. Until there is one, reading works, and writing and the desk wait."""

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from goodword.core.errors import Missing
from goodword.people.actions.accounts import check_new_password
from goodword.people.actions.persons import add_person
from goodword.people.actions.roles import give_role
from goodword.people.models import Person, RoleGrant

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

"""Accounts: signing up, links, passwords, addresses, sessions.

What depends on whether an address has an account happens in a job, so a page says the same, in the same time, about a known and an
unknown address.
"""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goodword.core import clock
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.events import publish
from goodword.people import letters
from goodword.people.actions.links import drop_links, use_link
from goodword.people.actions.persons import add_person, folded_address
from goodword.people.actions.roles import make_owner_again
from goodword.people.events import AddressChanged, PasswordChanged
from goodword.people.models import EmailToken, Person, Session

Purpose = EmailToken.Purpose


def request_sign_up(
    *, email: str, name: str = "", password: str = "", carry: str = "", back: str = "/"
) -> None:
    """Send a link that makes the account. To an address that has one, the mail says so. Raises Invalid on address or password."""
    address = folded_address(email)
    if password:
        check_new_password(password, Person(name=name, email=address))
    details = {
        "name": name,
        "password": make_password(password) if password else "",
        "carry": carry,
        "back": back,
        "language": get_language() or "",
    }
    letters.send_sign_up.enqueue(address, details)


def request_link(*, email: str, purpose: str, carry: str = "", back: str = "/") -> None:
    """Send a link to sign in or to set a new password, if the address has an account. Raises Invalid on what is no address."""
    details = {"carry": carry, "back": back, "language": get_language() or ""}
    letters.send_link.enqueue(folded_address(email), purpose, details)


@transaction.atomic
def sign_up_by_link(secret: str) -> tuple[Person, dict[str, Any]]:
    """Make the account a sign-up link stands for. Returns the person and the details of the link. Raises Gone, Conflict."""
    link = use_link(secret, Purpose.SIGN_UP)
    person = add_person(
        name=link.details.get("name", ""),
        email=link.email,
        confirmed=True,
        language=link.details.get("language", ""),
    )
    if link.details.get("password"):
        person.password = link.details["password"]
        person.save(update_fields=["password"])
    EmailToken.objects.filter(email=link.email, purpose=Purpose.SIGN_UP, used_at__isnull=True).delete()
    return person, _spent(link)


@transaction.atomic
def sign_in_by_link(secret: str, *, seen_by: int | None = None) -> tuple[Person, dict[str, Any]]:
    """The person a sign-in link stands for, with the details of the link. Raises Gone."""
    link = use_link(secret, Purpose.SIGN_IN, seen_by=seen_by)
    person = _person_of(link)
    _confirm(person)
    return person, _spent(link)


@transaction.atomic
def reset_password(
    secret: str, password: str, *, seen_by: int | None = None
) -> tuple[Person, dict[str, Any]]:
    """Set a new password by a link; every session ends. Raises Gone, Invalid."""
    link = use_link(secret, Purpose.RESET, seen_by=seen_by)
    person = _person_of(link)
    _confirm(person)
    set_password(person, password, by=person)
    if link.details.get("owner"):
        make_owner_again(person)
    return person, _spent(link)


@transaction.atomic
def set_password(person: Person, password: str, *, by: Person, keep: str = "") -> None:
    """Set a password, or take it away with "". Every session but `keep` ends, every open link is void. Raises Invalid, NotAllowed."""
    if by.pk != person.pk:
        raise NotAllowed()
    if password:
        check_new_password(password, person)
    person.set_password(password or None)
    person.save(update_fields=["password"])
    end_sessions(person, by=by, keep=keep)
    drop_links(person, Purpose.SIGN_IN, Purpose.RESET)
    publish(PasswordChanged(person_id=person.pk))


def request_address(person: Person, email: str, *, by: Person) -> None:
    """Ask for another address: a link goes to the new one. Raises Invalid, NotAllowed; whether it is taken is told there alone."""
    if by.pk != person.pk:
        raise NotAllowed()
    address = folded_address(email)
    if address == person.email:
        raise Invalid(_("This is your address already."), field="email")
    letters.send_address_link.enqueue(person.pk, address, get_language() or "")


@transaction.atomic
def change_address(secret: str, *, seen_by: int | None = None) -> Person:
    """Change the address by the link that went to the new one; the old one is told, all other links are void. Raises Gone, Conflict."""
    link = use_link(secret, Purpose.CHANGE, seen_by=seen_by)
    person = _person_of(link)
    if Person.objects.filter(email=link.email).exists():
        raise Conflict(_("This address has an account by now."))
    old = person.email or ""
    person.email, person.email_confirmed_at = link.email, clock.now()
    person.save(update_fields=["email", "email_confirmed_at"])
    drop_links(person)
    letters.tell_old_address.enqueue(person.pk, old, link.details.get("language", ""))
    publish(AddressChanged(person_id=person.pk))
    return person


@transaction.atomic
def end_sessions(person: Person, *, by: Person, only: str = "", keep: str = "") -> int:
    """End sessions of a person: the one whose `Session.short` is `only`, or all but the one whose key is `keep`."""
    if by.pk != person.pk:
        raise NotAllowed()
    mine = Session.objects.filter(person=person)
    if only:
        mine = mine.filter(pk__in=[session.pk for session in mine if session.short == only])
    elif keep:
        mine = mine.exclude(pk=keep)
    return mine.delete()[0]


def check_new_password(password: str, person: Person) -> None:
    """Raises Invalid with all that is wrong with a new password."""
    if len(password) > 1000:
        raise Invalid(_("A password may have up to 1,000 characters."), field="password")
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from error


def _person_of(link: EmailToken) -> Person:
    assert link.person is not None  # the database holds that only sign-up links have none
    return link.person


def _confirm(person: Person) -> None:
    if person.email_confirmed_at is None:
        person.email_confirmed_at = clock.now()
        person.save(update_fields=["email_confirmed_at"])


def _spent(link: EmailToken) -> dict[str, Any]:
    """The details of a used link; the row keeps none of them."""
    details = dict(link.details)
    EmailToken.objects.filter(pk=link.pk).update(details={})
    return details

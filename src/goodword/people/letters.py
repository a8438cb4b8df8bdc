"""Mail that the people room sends. Each is a job: what is in it depends on who has an account, and no page may show that in its time."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from goodword.core import mail
from goodword.core.tasks import task
from goodword.people.actions.links import new_link
from goodword.people.models import EmailToken, Person
from goodword.people.names import mail_greeting

Purpose = EmailToken.Purpose
PAGES = {
    Purpose.SIGN_UP: "people:sign_up_link",
    Purpose.SIGN_IN: "people:sign_in_link",
    Purpose.RESET: "people:reset_link",
    Purpose.CHANGE: "people:address_link",
}


@task()
def send_sign_up(address: str, details: dict[str, Any]) -> None:
    """The link that makes an account; to an address that has one, a mail that says so. No name: anybody can type one here."""
    known = _active(address)
    if known is not None:
        secret = new_link(Purpose.SIGN_IN, address, person=known, details=_carried(details))
        _send(known, "people/mail/known", Purpose.SIGN_IN, secret, details)
        return
    secret = new_link(Purpose.SIGN_UP, address, details=details)
    language = details.get("language", "")
    mail.send(
        address,
        "people/mail/sign_up",
        {"link": _link(Purpose.SIGN_UP, secret, language)},
        key=secret,
        language=language,
    )


@task()
def send_link(address: str, purpose: str, details: dict[str, Any]) -> None:
    """A link to sign in or to set a new password; nothing where the address has no account."""
    person = _active(address)
    if person is None:
        return
    secret = new_link(purpose, address, person=person, details=_carried(details))
    _send(person, f"people/mail/{purpose}", purpose, secret, details)


@task()
def send_address_link(person_id: int, address: str, language: str) -> None:
    """The link that shows whose the new address is; where it has an account already, nothing is sent to it."""
    person = Person.objects.filter(pk=person_id, state=Person.State.ACTIVE).first()
    if person is None or Person.objects.filter(email=address).exists():
        return
    secret = new_link(Purpose.CHANGE, address, person=person, details={"language": language})
    _send(person, "people/mail/change", Purpose.CHANGE, secret, {"language": language}, to=address)


@task()
def tell_old_address(person_id: int, old: str, language: str) -> None:
    """Tell the former address that it is one no longer."""
    person = Person.objects.filter(pk=person_id).first()
    if person is not None:
        context = {"greeting": _greeting(person, language)}
        mail.send(old, "people/mail/changed", context, key=f"{person_id}:{person.email}", language=language)


def _active(address: str) -> Person | None:
    return Person.objects.filter(email=address, state=Person.State.ACTIVE).first()


def _carried(details: dict[str, Any]) -> dict[str, Any]:
    return {name: details.get(name, "") for name in ("carry", "back", "language")}


def _link(purpose: str, secret: str, language: str) -> str:
    with translation.override(language or settings.LANGUAGE_CODE):
        return mail.absolute(reverse(PAGES[Purpose(purpose)], args=[secret]))


def _greeting(person: Person, language: str) -> str:
    with translation.override(language or settings.LANGUAGE_CODE):
        return mail_greeting(person)


def _send(
    person: Person, template: str, purpose: str, secret: str, details: dict[str, Any], *, to: str = ""
) -> None:
    language = details.get("language", "")
    context = {"greeting": _greeting(person, language), "link": _link(purpose, secret, language)}
    mail.send(to or person.email or "", template, context, key=secret, language=language)

"""The two links that a demonstration prints. They work as long as it runs, on this machine alone, and only in the mode "demo"."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from goodword.people.models import Person

KEYS = ("hannah", "ines")  # a customer and a member of staff
_signer = signing.Signer(salt="goodword.demo-link")


def link_for(person: Person) -> str:
    """The full address of the page whose button signs `person` in."""
    return settings.GOODWORD_SITE_URL + reverse("people:demo_link", args=[_signer.sign(person.puid)])


def person_behind(key: str) -> Person | None:
    """Whom a link stands for, or None."""
    try:
        puid = _signer.unsign(key)
    except signing.BadSignature:
        return None
    return Person.objects.filter(puid=puid, state=Person.State.ACTIVE).first()


def demo_person(key: str) -> Person | None:
    """A member of the cast by key: the handle, or the first part of the address."""
    active = Person.objects.filter(state=Person.State.ACTIVE)
    return active.filter(handle=key).first() or active.filter(email__startswith=f"{key}@").first()

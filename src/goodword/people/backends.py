"""Signing in with an e-mail address and a password."""

from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import QuerySet
from django.http import HttpRequest

from goodword.core import prepared
from goodword.people.models import Person

_NOBODY = make_password("nobody has this password")


class EmailBackend:
    """Checks an address and a password; an unknown address costs the same time as a wrong password."""

    def authenticate(
        self, request: HttpRequest | None, email: str = "", password: str = "", **_: Any
    ) -> Person | None:
        """The person, or None."""
        person = Person.objects.filter(email=email.strip().casefold(), state=Person.State.ACTIVE).first()
        if person is None or not person.has_usable_password():
            check_password(password, _NOBODY)
            return None
        return person if person.check_password(password) else None

    def get_user(self, user_id: int) -> Person | None:
        """The person of a session; one who is suspended or deleted since is nobody."""

        def build(value: Any) -> QuerySet[Person]:
            person = Person.objects.filter(pk=value.person, state=Person.State.ACTIVE)
            return person.select_related("picture").order_by()[:1]

        return prepared.find("person of a session", build, person=int(user_id)).first()

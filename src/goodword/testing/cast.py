"""The cast of every test, the same as in the demo and the docs, and a client that behaves like a browser on our pages.

`cast.hannah` is made when a test first names her; `cast.outsider` is signed in and has nothing to do with it.
`visit(person)` gives a client; its `submit` sends a form the way a page of ours does, its `post` sends it bare.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

if TYPE_CHECKING:
    from goodword.people.models import Person

STAFF = {
    "maya": ("Maya Okafor", "expert"),
    "ines": ("Ines Duarte", "care"),
    "ruth": ("Ruth Abelson", "moderator"),
    "tom": ("Tom Hallett", "owner"),
    "arun": ("Arun Mehta", "manager"),
    "sian": ("Siân Pryce", "host"),
}
CUSTOMERS = {
    "gwen": "Gwen Pritchard",
    "joris": "Joris van Dam",
    "samuel": "Samuel Adeyemi",
    "noor": "Noor Rahman",
    "hannah": "Hannah Lindqvist",
    "eleanor": "Eleanor Fitch",
    "bettina": "Bettina Kraus",
    "pete": "Pete the Ferry",
    "noname": "",
    "shira": "שירה בן־דוד",
    "outsider": "Walter Penhale",
}
CHAMPIONS = {"gwen", "joris"}
PASSWORD = "a lamp in the window"


class Cast:
    """Makes a member of the cast when first named."""

    def __init__(self) -> None:
        self._made: dict[str, Person] = {}

    def __getattr__(self, key: str) -> Person:
        if key.startswith("_") or key not in STAFF | dict.fromkeys(CUSTOMERS):
            raise AttributeError(key)
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]

    def _make(self, key: str) -> Person:
        from goodword.people.actions.persons import add_person
        from goodword.people.models import RoleGrant

        name, role = STAFF.get(key, (CUSTOMERS.get(key, ""), "champion" if key in CHAMPIONS else ""))
        person = add_person(
            name=name, email=f"{key}@example.org", password=PASSWORD, confirmed=True, handle=key
        )
        if role:
            RoleGrant.objects.create(
                person=person,
                role=role,
                reason="cast",
                begins_at=person.joined_at,
                consented_at=person.joined_at,
            )
        return person


class PageClient(Client):
    """A test client whose `submit` carries what a form on our pages carries."""

    def submit(self, path: str, fields: dict[str, Any] | None = None, **extra: Any) -> Any:
        """POST `fields` with the form token of this session and the Origin of this site."""
        from goodword.core.formguard import FIELD, _signer

        cookie = self.cookies.get("session")
        holder = (
            hashlib.sha256(cookie.value.encode()).hexdigest()[:20] if cookie and cookie.value else "anonymous"
        )
        data = {**(fields or {}), FIELD: _signer.sign(holder)}
        return self.post(
            path, data, headers={"origin": "http://testserver", **extra.pop("headers", {})}, **extra
        )


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, with a database behind it."""
    return Cast()


@pytest.fixture
def visit(db: None) -> Callable[[Person | None], PageClient]:
    """A function that gives a client, signed in as a person or (None) as nobody."""

    def open_for(person: Person | None = None) -> PageClient:
        client = PageClient()
        if person is not None:
            client.force_login(person, backend="goodword.people.backends.EmailBackend")
        return client

    return open_for


@pytest.fixture(autouse=True)
def _house_in_test(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Each test starts with fresh caches; events are dispatched at once, since the test's own transaction never commits."""
    from django.core.cache import cache
    from django.db import connection

    from goodword.core import choices, events, fragments, settings_registry
    from goodword.core.delivery.keeping import pages
    from goodword.core.search import words
    from goodword.people import owner

    cache.clear()
    pages.clear()
    fragments.forget()
    choices.forget()
    monkeypatch.setattr(owner, "_known", True)  # a site with an owner; the tests of the first owner forget it
    settings_registry.forget()
    # A slow machine must not cost a query in the middle of a page whose queries are counted.
    monkeypatch.setattr(settings_registry, "FRESH_FOR", 3600.0)
    words.forget()
    if memory := sys.modules.get("goodword.core.meaning.memory"):
        memory.forget()
    connection.__dict__.pop("goodword_pending_events", None)
    transactional = "transactional_db" in request.fixturenames or "live_server" in request.fixturenames
    if not transactional and not _marked_transactional(request):
        monkeypatch.setattr(events, "after_commit", lambda function: function())


def _marked_transactional(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))

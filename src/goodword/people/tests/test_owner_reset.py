"""An owner who lost the keys gets them back at the machine: a link that works once, and an event that says so."""

import io

import pytest
from django.core.management import CommandError, call_command

from goodword.core.models import EventRecord
from goodword.people.models import EmailToken, Person, RoleGrant
from goodword.people.queries import viewer_of

NEW = {"password": "another lamp in the window"}


@pytest.fixture(autouse=True)
def _owned(cast):
    """A site with one owner."""
    assert viewer_of(cast.tom).may("people.roles")


def link_of(*words):
    out = io.StringIO()
    call_command("owner_reset", *words, stdout=out)
    return out.getvalue().splitlines()[-1].removeprefix("http://127.0.0.1:8000")


def grants(person):
    return RoleGrant.objects.filter(person=person, role="owner", ends_at__isnull=True).count()


def test_the_only_owner_sets_a_new_password_once(cast, visit):
    link = link_of()
    assert (
        EventRecord.objects.filter(name="people.OwnerLinkMade", payload={"person_id": cast.tom.pk}).count()
        == 1
    )
    assert visit(None).get(link).status_code == 200
    assert visit(None).submit(link, NEW).status_code == 303
    cast.tom.refresh_from_db()
    assert cast.tom.check_password(NEW["password"])
    assert grants(cast.tom) == 1
    assert visit(None).submit(link, NEW).status_code == 410


def test_somebody_else_becomes_owner_by_it(cast, visit):
    link = link_of(cast.hannah.email)
    assert not viewer_of(cast.hannah).may("people.roles"), "making the link gives nothing"
    assert visit(None).submit(link, NEW).status_code == 303
    assert viewer_of(Person.objects.get(pk=cast.hannah.pk)).may("people.roles")
    assert EventRecord.objects.filter(name="people.RoleGiven", payload__person_id=cast.hannah.pk).exists()


def test_an_ordinary_link_makes_nobody_owner(cast, visit):
    from goodword.people.letters import send_link

    send_link.call(cast.hannah.email, "reset", {"owner": True})
    assert EmailToken.objects.get(person=cast.hannah).details.get("owner") is None


def test_an_account_is_made_where_a_name_is_given(cast, visit):
    with pytest.raises(CommandError, match="--name"):
        link_of("new@example.org")
    assert visit(None).submit(link_of("new@example.org", "--name=Nell Brook"), NEW).status_code == 303
    assert grants(Person.objects.get(email="new@example.org")) == 1


def test_of_several_owners_one_must_be_named(cast):
    RoleGrant.objects.create(
        person=cast.hannah,
        role="owner",
        reason="too",
        begins_at="2026-01-01T00:00Z",
        consented_at="2026-01-01T00:00Z",
    )
    with pytest.raises(CommandError, match="Say for whom"):
        link_of()

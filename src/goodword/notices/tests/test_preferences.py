"""How somebody is told: the page, the same page by a link of a mail, and stopping by one click (E1, NO, RFC 8058)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from goodword.core import clock
from goodword.notices import links
from goodword.notices.actions.preferences import stop
from goodword.notices.actions.suppression import release, suppress
from goodword.notices.habits import habits_of
from goodword.notices.models import Choice, Rhythm, Suppression
from goodword.notices.policy import EMAIL_DEFAULTS, SORTS
from goodword.people.actions.profile import set_just_looking
from goodword.people.models import Person

pytestmark = pytest.mark.django_db
FORM = {
    **{f"email-{sort}": pace for sort, pace in EMAIL_DEFAULTS.items()},
    "quiet_from": "22", "quiet_to": "8", "digest_hour": "8", "digest_day": "0", "most_a_day": "10", "zone": "", "language": "",
}  # fmt: skip
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def path(person, purpose=links.UNSUBSCRIBE, sorts=("answers",)) -> str:
    return links.link(person, purpose, "email", sorts).removeprefix("http://127.0.0.1:8000")


def paces(person) -> dict[str, str]:
    return dict(Choice.objects.filter(person=person, channel="email").values_list("sort", "pace"))


def test_the_page_shows_the_defaults_and_keeps_what_is_chosen(cast, visit):
    client = visit(cast.hannah)
    page = client.get("/you/notices").content.decode()
    for sort in SORTS.values():
        assert str(sort.label) in page and str(sort.meaning) in page
    assert re.search(r'<option value="at_once" selected>', page)
    chosen = {
        **FORM,
        "email-follows": "daily",
        "zone": "Pacific/Auckland",
        "quiet_from": "21",
        "digest_hour": "9",
    }
    assert client.submit("/you/notices", chosen).status_code == 303
    hannah = Person.objects.get(pk=cast.hannah.pk)
    habits = habits_of([hannah])[hannah.pk]
    assert paces(hannah)["follows"] == "daily" and str(habits.zone) == "Pacific/Auckland"
    assert (habits.rhythm.quiet_from.hour, habits.rhythm.digest_hour) == (21, 9)
    assert '<option value="daily" selected>' in client.get("/you/notices?saved").content.decode()


def test_quiet_hours_can_be_none(cast, visit):
    assert (
        visit(cast.hannah).submit("/you/notices", {**FORM, "quiet_from": "", "quiet_to": ""}).status_code
        == 303
    )
    rhythm = Rhythm.objects.get(person=cast.hannah)
    assert rhythm.quiet_from is None and rhythm.quiet_to is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"quiet_from": "22", "quiet_to": ""},
        {"digest_hour": "23"},
        {"digest_hour": "25"},
        {"email-answers": "hourly"},
        {"most_a_day": "0"},
        {"zone": "Mars/Olympus"},
        {"language": "xx"},
        {"digest_day": "7"},
    ],
    ids=str,
)
def test_what_cannot_be_is_said_beside_its_field(cast, visit, wrong):
    answer = visit(cast.hannah).submit("/you/notices", {**FORM, **wrong})
    assert answer.status_code == 422 and b'aria-invalid="true"' in answer.content
    assert not Choice.objects.exists() and not Rhythm.objects.exists()


def test_a_link_in_a_mail_opens_the_page_without_signing_in(cast, visit):
    client, address = visit(None), path(cast.hannah, links.PREFERENCES, ())
    page = client.get(address)
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    words = page.content.decode()
    assert "Hannah" not in words and "hannah@example.org" not in words, (
        "it shows preferences and nothing else"
    )
    assert client.submit(address, {**FORM, "email-answers": "never"}).status_code == 303
    assert paces(cast.hannah)["answers"] == "never"
    assert not client.cookies, "it signs nobody in"
    assert client.get("/you/notices").status_code == 302


def test_the_link_is_bound_to_its_person_purpose_address_and_year(cast, visit):
    client, address = visit(None), path(cast.hannah, links.PREFERENCES, ())
    token = address.rsplit("/", 1)[1]
    assert client.get(f"/mail/unsubscribe/{token}").status_code == 410, "another purpose"
    assert client.get(f"/mail/preferences/{token[:-2]}xx").status_code == 410
    assert client.get("/mail/preferences/x").status_code == 410
    with time_machine.travel(clock.now() + timedelta(days=364)):
        assert client.get(address).status_code == 200
    with time_machine.travel(clock.now() + timedelta(days=367)):
        assert client.get(address).status_code == 410
    Person.objects.filter(pk=cast.hannah.pk).update(email="new@example.org")
    assert client.get(address).status_code == 410, "a mail to an address that is theirs no longer"


def test_a_get_stops_nothing_however_often(cast, visit):
    """E1: scanners follow every link of a mail."""
    for _ in range(3):
        page = visit(None).get(path(cast.hannah))
        assert page.status_code == 200 and b"Nothing happens until you press a button." in page.content
    assert visit(None).head(path(cast.hannah)).status_code == 200
    assert not Choice.objects.exists()


def test_one_click_of_a_machine_stops_it_at_once(cast):
    """No page of ours, no Origin, no cookie, no token of a form: the link is the proof."""
    machine = Client(enforce_csrf_checks=True)
    answer = machine.post(path(cast.hannah), ONE_CLICK)
    assert answer.status_code == 200 and not answer.cookies
    assert paces(cast.hannah) == {"answers": "never"}
    assert machine.post(path(cast.hannah), ONE_CLICK).status_code == 200, "twice is once"
    assert paces(cast.hannah) == {"answers": "never"}


def test_one_click_works_when_the_mail_is_a_year_old(cast):
    address = path(cast.hannah)
    with time_machine.travel(clock.now() + timedelta(days=400)):
        assert Client().post(address, ONE_CLICK).status_code == 200
    assert paces(cast.hannah) == {"answers": "never"}


def test_the_button_can_stop_everything(cast, visit):
    visit(None).submit(path(cast.hannah), {**ONE_CLICK, "everything": "1"})
    assert paces(cast.hannah) == dict.fromkeys(SORTS, "never")


def test_a_session_without_the_link_stops_nothing(cast, visit):
    """The victim is signed in, and somebody else's page posts: without the secret nothing happens."""
    client = visit(cast.hannah)
    assert client.post("/mail/unsubscribe/x", ONE_CLICK).status_code == 410
    assert client.post("/mail/unsubscribe/", ONE_CLICK).status_code in (404, 410)
    assert client.post("/you/notices", FORM).status_code == 403
    client.post(path(cast.gwen), ONE_CLICK)
    assert not Choice.objects.filter(person=cast.hannah).exists(), (
        "a link is for its own person, whoever is signed in"
    )


def test_only_the_door_for_one_click_is_without_the_guard_of_forms(cast):
    token = path(cast.hannah, links.PREFERENCES, ())
    assert Client().post(token, FORM).status_code == 403
    assert not Choice.objects.exists()


def test_an_address_that_bounced_is_told_and_can_be_used_again(cast, visit):
    suppress(cast.hannah.email, "bounce")
    client = visit(cast.hannah)
    assert b"came back" in client.get("/you/notices").content
    assert client.submit("/you/notices/address").status_code == 303
    assert not Suppression.objects.exists()
    assert b"came back" not in client.get("/you/notices").content


def test_the_weightier_cause_stays_and_no_address_is_stored(cast):
    suppress("Hannah@Example.org ", "complaint")
    suppress("hannah@example.org", "bounce")
    row = Suppression.objects.get()
    assert row.cause == "complaint" and "hannah" not in row.digest
    with pytest.raises(ValueError):
        suppress("hannah@example.org", "a whim")
    suppress("noor@example.org", "unsubscribed")
    suppress("noor@example.org", "bounce")
    assert sorted(Suppression.objects.values_list("cause", flat=True)) == ["bounce", "complaint"]
    assert release("hannah@example.org") and not release("hannah@example.org")


def test_who_is_just_looking_reads_what_still_comes(cast, visit):
    set_just_looking(cast.hannah, True, by=cast.hannah)
    assert b"You are just looking: we send you answers" in visit(cast.hannah).get("/you/notices").content


def test_stopping_one_sort_leaves_the_others(cast):
    stop(cast.hannah, "email", ["follows"])
    assert paces(cast.hannah) == {"follows": "never"}


def test_the_tab_stands_among_ones_own_pages(cast, visit):
    client = visit(cast.hannah)
    assert b'href="/you/notices"' in client.get("/you").content
    assert b'href="/you/sessions"' in client.get("/you/notices").content

"""`goodword doctor mail`: connects to a real server on loopback, names what is wrong and what to do (E4, E5)."""

import socket
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from goodword.core import clock, doctor
from goodword.core.settings_registry import change_setting
from goodword.notices.actions import suppress
from goodword.notices.models import Outgoing
from goodword.testing.smtp import MailServer, free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings, mail_server: MailServer) -> MailServer:
    """A site in the open whose mail goes to the server of the test."""
    settings.GOODWORD_MODE, settings.GOODWORD_SITE_URL = "serve", "https://community.example.org"
    settings.GOODWORD_MAIL_URL = f"smtp://127.0.0.1:{mail_server.port}"
    settings.DEFAULT_FROM_EMAIL = "community@example.org"
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    change_setting("site.operator", "The Lamp, 4 Quay Street")
    return mail_server


def looks() -> dict[str, doctor.Finding]:
    return {one.what: one for one in doctor.findings("mail")}


def test_a_site_that_is_set_up_is_told_so_and_a_test_mail_goes_out(site):
    found = looks()
    assert [one.what for one in found.values() if one.matters and not one.good] == []
    assert f"127.0.0.1:{site.port} answers" in found["mail server"].says
    assert "community@example.org, on the site community.example.org" in found["sender"].says
    assert (
        "SPF" in found["what the DNS must say"].says
        and "_dmarc.example.org" in found["what the DNS must say"].says
    )
    said = StringIO()
    call_command("doctor_mail", "tom@example.org", stdout=said)
    assert "test mail: taken by the server" in said.getvalue()
    ((address, message),) = site.received
    assert address == "tom@example.org" and "mail goes out" in message.get_body(("plain",)).get_content()


def test_no_mail_server_is_told_with_what_to_set(site, settings):
    settings.GOODWORD_MAIL_URL = ""
    found = looks()["mail server"]
    assert not found.good and found.matters and "GOODWORD_MAIL_URL" in found.says
    settings.GOODWORD_MODE = "demo"
    assert looks()["mail server"].good


def test_each_way_not_to_get_through_has_its_advice(site, settings):
    settings.EMAIL_USE_TLS = True
    assert "offers no STARTTLS" in looks()["mail server"].says
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = False, True
    assert "encryption failed" in looks()["mail server"].says
    settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "secret"
    says = looks()["mail server"].says
    assert "login" in says and "secret" not in says
    settings.EMAIL_HOST_USER, settings.EMAIL_PORT = "", free_port()
    assert "cannot be reached" in looks()["mail server"].says
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        settings.EMAIL_PORT = deaf.getsockname()[1]
        assert "does not answer in time" in looks()["mail server"].says


def test_a_test_mail_that_was_refused_is_told_in_the_words_of_the_server(site):
    site.script("nobody@example.org", "550 5.1.1 nobody of that name")
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("doctor_mail", "nobody@example.org", stdout=said)
    assert "nobody of that name" in said.getvalue()
    with pytest.raises(CommandError):
        call_command("doctor_mail", "not an address", stdout=said)


def test_what_is_missing_for_being_believed_is_named(site, settings):
    settings.DEFAULT_FROM_EMAIL = "community@elsewhere.example"
    settings.GOODWORD_SITE_URL = "http://community.example.org"
    change_setting("site.operator", "")
    found = looks()
    assert "GOODWORD_MAIL_FROM" in found["sender"].says
    assert not found["stopping by one click"].good
    assert "site.operator" in found["who sends it"].says


def test_what_waits_and_what_was_refused_is_counted(site, cast):
    fields = {
        "person": cast.hannah,
        "channel": "email",
        "form": "instant",
        "made_at": clock.now() - timedelta(hours=1),
    }
    Outgoing.objects.create(
        **fields, message_id="<1@x>", next_try_at=clock.now(), attempts=3, reason="451 not now"
    )
    Outgoing.objects.create(
        **fields, message_id="<2@x>", next_try_at=clock.now(), state="failed", reason="550 no"
    )
    suppress("hannah@example.org", "bounce")
    found = looks()
    assert not found["outbox"].good and "451 not now" in found["outbox"].says
    assert "550 no (1)" in found["refused for good"].says
    assert found["addresses left alone"].says == "bounce 1"

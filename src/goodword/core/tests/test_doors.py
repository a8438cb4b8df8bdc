"""What guards every request: forms without a cookie, headers, limits, settings (law 5, W9)."""

import pytest
import time_machine
from django.test import Client

from goodword.core import clock, ratelimit
from goodword.core.errors import Invalid, TooSoon
from goodword.core.formguard import FIELD, _signer
from goodword.core.settings_registry import change_setting, declared, site_setting

HERE = {"origin": "http://testserver"}


def _post(headers, token=None):
    return Client().post(
        "/healthz", {FIELD: token or _signer.sign("anonymous"), "body": "my text"}, headers=headers
    )


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (HERE, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "https://testserver"}, 403),
        ({"origin": "http://testserver.evil.example"}, 403),
        ({"origin": "http://evil.example", "sec-fetch-site": "same-origin"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
    ],
)
def test_a_write_counts_only_from_our_own_pages(db, headers, status):
    answer = _post(headers)
    assert answer.status_code == status
    assert not answer.cookies


@pytest.mark.parametrize("token", ["x", "anonymous:1:2", "somebody"])
def test_a_token_we_did_not_sign_for_this_reader_is_refused_and_the_text_kept(db, token):
    answer = _post(HERE, _signer.sign(token) if token == "somebody" else token)
    assert answer.status_code == 403
    assert b"my text" in answer.content
    assert not answer.cookies


def test_a_stale_token_asks_for_one_click_and_keeps_the_text(db):
    with time_machine.travel(clock.now().replace(year=2025)):
        token = _signer.sign("anonymous")
    assert b"my text" in _post(HERE, token).content


@pytest.mark.parametrize("path", ["/healthz", "/no-such-page", "/static/none.css"])
def test_the_same_headers_on_every_answer(db, path):
    answer = Client().get(path)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (answer.headers["Cache-Control"] == "no-store") == (answer.status_code >= 400)


def test_a_machine_gets_problem_json(db):
    answer = Client().get("/no-such-page", headers={"accept": "application/json"})
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_a_limit_says_when_to_come_back(db):
    for _ in range(3):
        ratelimit.check("door", limit=3, seconds=60)
    with pytest.raises(TooSoon) as refused:
        ratelimit.check("door", limit=3, seconds=60)
    assert refused.value.retry_after == 60
    ratelimit.check("another-door", limit=3, seconds=60)


def test_settings_have_a_type_and_a_meaning(db):
    assert all(setting.meaning.endswith(".") for setting in declared())
    change_setting("site.name", "Harbour & Hart")
    assert site_setting("site.name") == "Harbour & Hart"
    with pytest.raises(Invalid):
        change_setting("site.name", 7)

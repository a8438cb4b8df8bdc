"""The same headers on every answer, good or bad; hosts and proxies that lie; methods that must do nothing."""

import re
from typing import Any

import pytest
from django.apps import apps

from tests.architecture.addresses import Story, addresses
from tests.architecture.test_audiences import path_of

pytestmark = pytest.mark.django_db
ALWAYS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "X-Frame-Options",
    "Cross-Origin-Opener-Policy",
)


@pytest.fixture
def story(cast: Any) -> Story:
    return Story(cast)


def test_the_same_headers_on_every_answer(visit: Any, story: Story, cast: Any) -> None:
    wrong = []
    for person in (None, cast.outsider):
        client = visit(person)
        client.raise_request_exception = False
        for path in [path_of(address, story) for address in addresses()] + [
            "/no/such/page",
            "/questions/999999999999999999999",
        ]:
            answer = client.get(path)
            wrong += [
                f"{path}: {answer.status_code} without {name}"
                for name in ALWAYS
                if name not in answer.headers
            ]
            policy, cache = (
                answer.headers.get("Content-Security-Policy", ""),
                answer.headers.get("Cache-Control", ""),
            )
            if "unsafe" in policy or "default-src 'none'" not in policy:
                wrong.append(f"{path}: {policy}")
            if answer.status_code >= 400 and "no-store" not in cache:
                wrong.append(f"{path}: {answer.status_code} may be stored: {cache}")
            if (
                person
                and answer.status_code < 400
                and not {"private", "no-store", "max-age"} & set(re.split(r"[, =]+", cache))
            ):
                wrong.append(f"{path}: signed in and not private: {cache}")
            if "Access-Control-Allow-Credentials" in answer.headers:
                wrong.append(f"{path}: credentials across origins")
    assert not wrong, "\n".join(wrong)


def test_a_broken_page_has_the_headers_and_no_story(visit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from goodword.site import home

    def broken(*_: Any) -> None:
        raise RuntimeError("the password of the database is swordfish")

    monkeypatch.setattr(home, "shelves", broken)
    client = visit(None)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "no-store" in answer.headers["Cache-Control"]
    assert all(name in answer.headers for name in ALWAYS)
    assert b"swordfish" not in answer.content and b"Traceback" not in answer.content


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "testserver.evil.example",
        "testserver:80@evil.example",
        "evil.example:8000",
        "[::1",
        "a b",
    ],
)
def test_a_strange_host_is_refused(visit: Any, host: str) -> None:
    for path in ("/", "/reset", "/sitemap.xml", "/questions.atom", "/api/v1/"):
        answer = visit(None).get(path, headers={"host": host})
        assert answer.status_code == 400, (path, host)
        assert b"evil" not in answer.content


def test_a_proxy_nobody_trusts_is_not_believed(visit: Any, story: Story) -> None:
    lies = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-forwarded-for": "6.6.6.6", "forwarded": "host=evil.example",
            "x-original-url": "/desk", "x-rewrite-url": "/desk", "x-http-method-override": "DELETE"}  # fmt: skip
    for path in (
        "/",
        "/questions",
        "/sitemap.xml",
        "/questions.atom",
        "/api/v1/topics",
        story.made["question"].get_absolute_url(),
    ):
        answer = visit(None).get(path, headers=lies)
        assert answer.status_code == 200, path
        assert b"evil.example" not in b"".join(answer) and b"https://testserver" not in answer.content, path


def test_foreign_origins_get_no_credentials(visit: Any, cast: Any, story: Story) -> None:
    client = visit(cast.hannah)
    for origin in ("null", "https://evil.example", "http://testserver.evil.example"):
        for path in ("/api/v1/topics", "/you/data.json", "/", "/notices"):
            answer = client.get(path, headers={"origin": origin})
            assert answer.headers.get("Access-Control-Allow-Origin") in (None, "*"), path
            assert "Access-Control-Allow-Credentials" not in answer.headers


def rows() -> dict[str, int]:
    return {m._meta.label: m._default_manager.count() for m in apps.get_models()}


@pytest.mark.parametrize("method", ["get", "head", "options", "trace"])
def test_asking_changes_nothing(visit: Any, cast: Any, story: Story, method: str) -> None:
    """Every address, with what would be a form in the query, and with headers that claim another method."""
    client, wrong = visit(cast.hannah), []
    client.raise_request_exception = False
    before = rows()
    query = "?value=1&body=x&title=x&reason=x&_method=POST&works=1&stars=5&has_connection=no"
    for address in addresses():
        answer = getattr(client, method)(
            path_of(address, story) + query,
            headers={"x-http-method-override": "POST", "x-method-override": "POST"},
        )
        if answer.status_code >= 500:
            wrong.append(f"{method} {address}: {answer.status_code}")
        if method == "trace" and b"x-http-method-override" in b"".join(answer).lower():
            wrong.append(f"{address} echoes a TRACE")
    assert not wrong, "\n".join(wrong)
    assert rows() == before


def test_put_patch_and_delete_are_no_back_doors(visit: Any, cast: Any, story: Story) -> None:
    client, wrong = visit(cast.tom), []
    client.raise_request_exception = False
    before = rows()
    for address in addresses():
        if address.name.startswith("connect:api:openapi"):
            continue  # a document, whatever one asks it with
        for method in ("put", "patch", "delete"):
            answer = getattr(client, method)(path_of(address, story), headers={"origin": "http://testserver"})
            if answer.status_code not in (401, 403, 404, 405):
                wrong.append(f"{method} {address}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert rows() == before

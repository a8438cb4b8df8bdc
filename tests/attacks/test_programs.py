"""Programs against the served site: twenty at once with one key, cookies that write, pages of other sites, tokens that ended."""

import http.client
import json
import re
import shutil
import subprocess
import threading
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from goodword.testing.site import Site
from tests.attacks.test_races import Browser, at_once

pytestmark = pytest.mark.slow
QUESTION = {"kind": "question", "title": "Asked by a program", "body": "Now."}


def ask(
    site: Site, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, dict[str, str], str]:
    """One request as a program sends it: status, headers, words."""
    line = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=60)
    sent = None if body is None else json.dumps(body)
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    line.request(method, path, sent, {"Content-Type": "application/json", **said} if sent else said)
    answer = line.getresponse()
    words = answer.read().decode()
    line.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, words


def make_token(site: Site, person: str, *scopes: str) -> str:
    """A token made on the page, as its person does it."""
    browser = Browser(site, person)
    fields = [
        ("name", "a program"),
        ("days", "7"),
        ("_form", browser.token),
        *(("scopes", one) for one in scopes),
    ]
    line = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=60)
    headers = {
        "Cookie": browser.cookie,
        "Origin": site.url,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    line.request("POST", "/you/tokens", urlencode(fields), headers)
    answer = line.getresponse()
    page = answer.read().decode()
    found = re.search(r'value="(gw_[^"]+)"', page)
    assert answer.status == 201 and found, page[:500]
    assert answer.getheader("Cache-Control") == "no-store"
    return found[1]


@pytest.fixture(scope="module")
def token(site: Site) -> str:
    return make_token(site, "eleanor", "read", "topics:write", "replies:write", "votes:write")


def test_twenty_at_once_with_one_key_write_one(site: Site, token: str) -> None:
    title = "Asked twenty times at once"
    bodies, lock = Counter[str](), threading.Lock()

    def deed(_number: int) -> int:
        status, _headers, words = ask(
            site, "POST", "/api/v1/topics", {**QUESTION, "title": title},
            Authorization=f"Bearer {token}", Idempotency_Key="twenty",
        )  # fmt: skip
        if status == 201:
            with lock:
                bodies[words] += 1
        return status

    got = at_once(20, deed)
    assert set(got) <= {201, 409} and got[201] >= 1, got
    assert len(bodies) == 1
    status, headers, words = ask(
        site, "POST", "/api/v1/topics", {**QUESTION, "title": title},
        Authorization=f"Bearer {token}", Idempotency_Key="twenty",
    )  # fmt: skip
    assert (status, headers["idempotent-replayed"], words) == (201, "true", next(iter(bodies)))
    _status, _headers, found = ask(
        site, "GET", "/api/v1/topics?author=eleanor&limit=100", Authorization=f"Bearer {token}"
    )
    assert found.count(f'"{title}"') == 1


def test_cookies_alone_never_write(site: Site) -> None:
    cookie = f"session={site.people['eleanor']}"
    for headers in (
        {"Cookie": cookie},
        {"Cookie": cookie, "Origin": site.url},
        {"Cookie": cookie, "Origin": "https://evil.example"},
        {"Cookie": cookie, "Authorization": "Basic ZWxlYW5vcjp4"},
        {"Cookie": cookie, "Authorization": "Bearer gw_aaaaaaaa_" + "x" * 43},
    ):
        status, answered, _words = ask(site, "POST", "/api/v1/topics", QUESTION, **headers)
        assert status == 401, headers
        assert answered["www-authenticate"].startswith("Bearer")
        assert answered["content-type"] == "application/problem+json"
        assert "set-cookie" not in answered
    status, _answered, _words = ask(site, "GET", "/api/v1/me", Cookie=cookie)
    assert status == 200


@pytest.mark.parametrize("origin", ["null", "https://evil.example", "file://"])
def test_no_other_site_is_told_anything_by_a_browser(site: Site, token: str, origin: str) -> None:
    """Without Access-Control headers a browser hands nothing to a page of another site."""
    for method, path in (("GET", "/api/v1/topics"), ("OPTIONS", "/api/v1/topics"), ("GET", "/api/v1/me")):
        for shown in (
            {},
            {"Authorization": f"Bearer {token}"},
            {"Cookie": f"session={site.people['eleanor']}"},
        ):
            _status, headers, _words = ask(
                site, method, path, Origin=origin, Access_Control_Request_Method="POST", **shown
            )
            assert not [name for name in headers if name.startswith("access-control-")], (method, path, shown)


def test_an_ended_token_is_dead_at_once(site: Site) -> None:
    shown = make_token(site, "eleanor", "read")
    assert ask(site, "GET", "/api/v1/me", Authorization=f"Bearer {shown}")[0] == 200
    browser = Browser(site, "eleanor")
    _status, _location, page = browser._send("GET", "/you/tokens")
    paths = re.findall(r'action="(/you/tokens/\d+/end)"', page)
    status, _location = browser.submit(paths[0])
    assert status == 303
    assert ask(site, "GET", "/api/v1/me", Authorization=f"Bearer {shown}")[0] == 401


def test_the_examples_of_the_documentation_work(site: Site, tmp_path: Path) -> None:
    """Every block of docs/programs.md, as written, by a shell."""
    curl = shutil.which("curl")
    assert curl, "this test speaks to the site as docs/programs.md does: install curl"
    page = (Path(__file__).parents[2] / "docs" / "programs.md").read_text(encoding="utf-8")
    blocks = [block for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) if "export" not in block]
    assert len(blocks) >= 5
    token = make_token(site, "eleanor", "read", "topics:write", "replies:write", "follows:write")
    env = {
        "GOODWORD": site.url,
        "TOKEN": token,
        "PATH": f"{Path(curl).parent}:/usr/bin:/bin",
        "HOME": str(tmp_path),
    }
    for block in blocks:
        done = subprocess.run(
            ["/bin/bash", "-eu", "-o", "pipefail", "-c", block],
            env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
    assert '"eleanor"' in (tmp_path / "mine.json").read_text()

"""Faults: the disk is full (F3). Writing is refused, reading goes on, and writing goes on once there is space."""

import http.client
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.faults.serving import Member, Site, until

pytestmark = [pytest.mark.slow, pytest.mark.once]
SIZE = 12_000_000


@pytest.fixture
def small(tmp_path: Path, made_home: Path) -> Iterator[Site]:
    """A site whose home is a file system that is soon full; its log lies elsewhere. Only root may mount one."""
    home = tmp_path / "home"
    home.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(home)]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"needs root, to mount a small disk: {done.stderr.strip()}")
    shutil.copytree(made_home, home, dirs_exist_ok=True)
    site = Site(home, words=("serve",))
    try:
        site.start()
        yield site
    finally:
        site.kill()
        subprocess.run(["umount", "-l", str(home)], check=True)


MAKE_TOKEN = """
from goodword.connect.actions.tokens import make_token
from goodword.connect import policy
from goodword.people.models import Person
hannah = Person.objects.get(handle="hannah")
scopes = policy.OWN
print(make_token(by=hannah, name="a test", scopes=scopes, days=policy.LIVES[0])[1])
"""


@dataclass
class Program:
    """Somebody's program, with a token."""

    site: Site
    token: str

    def ask(self, key: str) -> tuple[int, str, str]:
        """Status, kind and words of the answer to one question, sent under a key."""
        body = json.dumps({"kind": "question", "title": f"Does the program ask, {key}?", "body": "By day."})
        return self._call("POST", "/api/v1/topics", body, {"Idempotency-Key": f"key-{key}"})

    def read(self) -> tuple[int, str, str]:
        """The same of the list of topics."""
        return self._call("GET", "/api/v1/topics", None, {})

    def _call(self, method: str, path: str, body: str | None, more: dict[str, str]) -> tuple[int, str, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=20)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **more}
        line.request(method, path, body, headers)
        answer = line.getresponse()
        return answer.status, answer.headers["Content-Type"].split(";")[0], answer.read().decode()


def fill(place: Path) -> None:
    """Leave not one byte."""
    with open(place / "ballast", "ab", buffering=0) as ballast:
        for size in (65536, 4096, 1):
            try:
                while True:
                    ballast.write(b"x" * size)
            except OSError:
                continue
    assert os.statvfs(place).f_bavail == 0


def test_a_full_disk_refuses_writing_and_serves_reading(small: Site) -> None:
    site = small
    member, program = Member(site), Program(site, site.shell(MAKE_TOKEN).split()[-1])
    member.sign_in()
    member.ask("before")
    assert program.ask("before")[0] == 201
    fill(site.home)

    fields = {
        "title": "Is the lamp lit, at last?",
        "body": "At night.",
        "audience": "everyone",
        "_form": member.token,
    }
    statuses = []
    for number in range(60):  # the write-ahead log has room of its own for a while
        status, headers, page = site.request(
            "POST", "/ask", {**fields, "once": f"full-{number}"}, member.cookie
        )
        statuses.append(status)
        if status == 507:
            break
    assert statuses[-1] == 507 and set(statuses) <= {303, 507}, (statuses, page[:400])
    assert "no room on the disk" in page and int(headers["retry-after"]) > 0
    status, kind, answer = program.ask("full")
    assert (status, kind) == (507, "application/problem+json"), answer
    assert json.loads(answer)["type"] == "urn:goodword:problem:disk-full"

    written = site.rows("SELECT count(*) FROM conversations_topic")
    for path in ("/", member.acknowledged["before"], "/questions", "/healthz", "/search?q=lamp", "/you"):
        for cookie in ("", member.cookie):
            status, _headers, page = site.request("GET", path, cookie=cookie)
            assert status == 200 or (path == "/you" and not cookie), (path, cookie, status, page[:400])
    assert program.read()[0] == 200
    assert site.rows("SELECT count(*) FROM conversations_topic") == written

    (site.home / "ballast").unlink()
    until(
        lambda: site.request("POST", "/ask", {**fields, "once": "after"}, member.cookie)[0] == 303,
        30,
        site.said,
    )
    assert program.ask("full")[0] == 201, "the same key, sent again, is taken now"
    assert site.rows("PRAGMA integrity_check") == [("ok",)]
    assert site.rows("PRAGMA foreign_key_check") == []
    opened = site.rows("SELECT count(*) FROM core_eventrecord WHERE name = 'conversations.TopicOpened'")
    assert opened == site.rows("SELECT count(*) FROM conversations_topic")

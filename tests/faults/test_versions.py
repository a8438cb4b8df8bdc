"""Faults: the release before and this one run beside each other on one database, and the way back needs no restore (F16, P-f)."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from tests.faults.serving import Member, Site, until

from goodword.cli.environment import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.once]
assert ROOT is not None
RELEASE_BEFORE = "46b7a6e"
"""The last commit of the release before this one: what a site may run that is being brought up to date."""
PAGES = (
    "/", "/questions", "/ideas", "/stories", "/reviews", "/products", "/search?q=lamp", "/staff", "/events", "/people/hannah",
    "/you", "/notices", "/follows", "/he/", "/he/questions", "/api/v1/topics", "/openapi.json", "/sitemap.xml", "/sign-in", "/ask",
)  # fmt: skip
LINK = re.compile(r'href="(/[^"#?]*)"')


class OlderSite(Site):
    """The release before, from its own source, on the database of a newer site."""

    source: Path

    @property
    def env(self) -> dict[str, str]:
        """Its source comes first; the packages are those of this release, which holds all of the ones before."""
        return {
            **super().env, "PYTHONPATH": str(self.source / "src"), "GOODWORD_HOME": str(self.home), "GOODWORD_MODE": "serve",
            "GOODWORD_SITE_URL": f"http://127.0.0.1:{self.port}", "DJANGO_SETTINGS_MODULE": "goodword.site.settings",
        }  # fmt: skip

    def command(self, *words: str) -> list[str]:
        """Past the launcher, which would make an environment of its own."""
        name = "goodword.cli.web" if words[0] == "web" else "goodword.cli.steps"
        return [
            sys.executable,
            "-P",
            "-m",
            name,
            *(("127.0.0.1", str(self.port)) if words[0] == "web" else words),
        ]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The source of the release before."""
    asked = ["git", "-C", str(ROOT), "archive", "--format=tar", RELEASE_BEFORE]
    done = subprocess.run(asked, check=False, capture_output=True)
    if done.returncode:
        pytest.skip(f"needs the history of the source, with {RELEASE_BEFORE}")
    with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
        archive.extractall(tmp_path / "before", filter="data")
    return tmp_path / "before"


@pytest.fixture
def both(made_home: Path, source: Path, tmp_path: Path) -> Iterator[tuple[Site, Site]]:
    """The new site and the older one, each with its own static files, on one database."""
    (tmp_path / "new").mkdir()
    shutil.copytree(made_home, tmp_path / "new" / "home")
    new, old = Site(tmp_path / "new" / "home"), OlderSite(tmp_path / "old" / "home")
    old.source = source
    old.home.mkdir(parents=True)
    for name in ("goodword.sqlite3", "secret-key", "media"):
        (old.home / name).symlink_to(new.home / name)
    subprocess.run(old.command("build_assets"), env=old.env, check=True, capture_output=True, timeout=120)
    try:
        new.start()
        old.start()
        yield new, old
    finally:
        new.kill()
        old.kill()


def walk(site: Site, cookie: str) -> set[str]:
    """Every page that is led to from the known ones, one step deep; none of them may break."""
    seen: set[str] = set()
    for page in PAGES:
        status, _headers, words = site.request("GET", page, cookie=cookie)
        assert status < 500, (page, status, site.said()[-2000:])
        seen |= {
            link for link in LINK.findall(words) if not link.startswith(("/static/", "/media/", "/sign-out"))
        }
    for link in sorted(seen)[:120]:
        status = site.request("GET", link, cookie=cookie)[0]
        assert status < 500, (link, status, site.said()[-2000:])
    return seen


def reply(member: Member, address: str) -> int:
    """The status of a reply below a question."""
    page = member.site.request("GET", address, cookie=member.cookie)[2]
    action = re.search(r'action="([^"]*/replies)"', page)
    assert action, page[-3000:]
    fields = {
        "body": f"Tried by {member.site.port}.",
        "_form": member.token,
        "once": f"r{member.site.port}{address}",
    }
    return member.site.request("POST", action[1], fields, member.cookie)[0]


def test_the_release_before_serves_on_the_database_of_this_one(both: tuple[Site, Site]) -> None:
    new, old = both
    assert "goodword.core.ratelimit" not in (old.home.parent / "web.log").read_text()
    here, there = Member(new), Member(old)
    for member in (here, there):
        member.sign_in()
        for number in range(3):
            member.ask(f"{member.site.port}-{number}")
    for member, other in ((here, there), (there, here)):
        for address in other.acknowledged.values():
            assert member.site.request("GET", address)[0] == 200
            assert reply(member, address) in (200, 303)
        assert len(walk(member.site, "")) > 10
        assert len(walk(member.site, member.cookie)) > 10
    new.kill()  # the way back
    there.ask("again")
    assert old.request("GET", there.acknowledged["again"])[0] == 200
    new.start()
    assert new.request("GET", there.acknowledged["again"])[0] == 200
    assert new.rows("PRAGMA foreign_key_check") == []
    opened = "SELECT count(*) FROM core_eventrecord WHERE name = 'conversations.TopicOpened'"
    assert new.rows(opened) == new.rows("SELECT count(*) FROM conversations_topic") == [(7,)]
    new.shell("from goodword.core import jobs, events\nevents.sweep()\nwhile jobs.work_once(): pass")
    until(lambda: new.rows("SELECT count(*) FROM core_job WHERE state = 'dead'") == [(0,)], 5)
    assert os.listdir(old.home)

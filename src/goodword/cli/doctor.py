"""`doctor`: what is wrong, and what to do."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

from goodword.cli import supervisor
from goodword.cli.browser import find_chromium
from goodword.cli.dispatch import names, run_manage
from goodword.cli.environment import ROOT
from goodword.cli.home import SITE, Home
from goodword.cli.postgres import find_binaries
from goodword.cli.problems import Stop
from goodword.cli.serve import PORT, answers, is_loopback, site_url
from goodword.core.doctor import Finding

ENOUGH = 200_000_000
"""Bytes that should be free where a site lives."""


def run(arguments: list[str]) -> int:
    """Look at everything, or at one topic, and print it; 1 when something a site needs is wrong."""
    topic = arguments[0] if arguments else ""
    if topic in names("doctor") and topic != "checks":
        return run_manage([f"doctor_{topic}", *arguments[1:]])
    if arguments[1:]:
        raise Stop("doctor takes one topic at most: ./goodword doctor [TOPIC]", status=2)
    home = Home()
    findings = (
        [*_rooms(home, topic)] if topic else [*_machine(), *_home(home), *_site(home), *_for_developers()]
    )
    for finding in findings:
        mark = "ok " if finding.good else "BAD" if finding.matters else " - "
        print(f"{mark}  {finding.what}: {finding.says}")
    return 0 if all(finding.good or not finding.matters for finding in findings) else 1


def _machine() -> Iterator[Finding]:
    yield Finding("Python", sys.version_info >= (3, 11), f"{sys.version.split()[0]} in {sys.prefix}")
    options = sqlite3.connect(":memory:").execute("PRAGMA compile_options").fetchall()
    full_text = ("ENABLE_FTS5",) in options
    says = f"{sqlite3.sqlite_version}{'' if full_text else ' without FTS5, which search needs: use another Python'}"
    yield Finding("SQLite", full_text and sqlite3.sqlite_version_info >= (3, 37), says)
    if ROOT:
        yield Finding("checkout", True, str(ROOT))


def _home(home: Home) -> Iterator[Finding]:
    if not home.path.exists():
        yield Finding("home", True, f"{home.path} (not made yet)")
        return
    writable = os.access(home.path, os.W_OK)
    kinds = {"demo": "the demonstration", "site": "a site", "": "empty"}
    says = f"{home.path}, {kinds.get(home.kind, home.kind)}"
    yield Finding("home", writable, says if writable else f"{home.path} cannot be written by this user")
    mode = stat.S_IMODE(home.path.stat().st_mode)
    if mode & 0o007 and home.kind == SITE:
        yield Finding(
            "rights", False, f"everybody on this machine can look into {home.path}: chmod 700 {home.path}"
        )
    free = shutil.disk_usage(home.path).free
    advice = "" if free > ENOUGH else ": free some space before the site needs it"
    yield Finding("disk", free > ENOUGH, f"{free // 1_000_000} MB free{advice}")
    if home.state.get("loading"):
        yield Finding("first loading", False, "was cut off; ./goodword demo begins it afresh")
    key = home.path / "secret-key"
    if key.exists() and not os.environ.get("GOODWORD_SECRET_KEY"):
        private = not stat.S_IMODE(key.stat().st_mode) & 0o077
        yield Finding("secret key", private, "private" if private else f"others can read it: chmod 600 {key}")


def _site(home: Home) -> Iterator[Finding]:
    if not home.database.exists() and not os.environ.get("GOODWORD_DATABASE_URL"):
        yield Finding("database", True, "not made yet: serve and demo make it")
        return
    done = _manage(home, "migrate", "--check")
    reason = (done.stderr.strip().splitlines() or ["migrations are waiting: ./goodword upgrade"])[-1]
    yield Finding("database", done.returncode == 0, "answers, up to date" if done.returncode == 0 else reason)
    if done.returncode == 0:
        yield from _rooms(home, "")
    parent = home.is_served()
    running = bool(parent) or answers("127.0.0.1", PORT)
    says = (
        f"{site_url()} is not running"
        if not running
        else f"{site_url()} is served by process {parent or '?'}"
    )
    yield Finding("server", running, says, matters=False)
    yield from _address(home)


def _address(home: Home) -> Iterator[Finding]:
    """Whether the address people use and what is believed of a proxy go together."""
    site = urlsplit(site_url())
    trusted = os.environ.get("GOODWORD_TRUSTED_PROXY", "0").lower() in ("1", "true", "yes", "on")
    here = is_loopback(site.hostname or "")
    if site.scheme != "https" and not here:
        says = f"{site_url()} is not https: passwords travel in the open. Put a proxy in front (docs/self-hosting.md)"
        yield Finding("address", False, says)
    elif site.scheme == "https" and not trusted:
        says = "GOODWORD_TRUSTED_PROXY is not set, so all visitors look like one: set it to 1 behind a proxy of yours"
        yield Finding("proxy", False, says)
    elif trusted and here and home.kind == SITE:
        says = "GOODWORD_TRUSTED_PROXY is set on a site without a proxy: visitors may say who they are"
        yield Finding("proxy", False, says)
    else:
        yield Finding("address", True, site_url())


def _rooms(home: Home, topic: str) -> Iterator[Finding]:
    """What the rooms find in their own tables and files (core.doctor)."""
    done = _manage(home, "doctor_checks", *([topic] if topic else []))
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    yield from (Finding(**json.loads(line)) for line in lines)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        yield Finding(topic or "the rooms", False, f"could not be asked: {reason}")
    elif topic and not lines:
        raise Stop(f"doctor knows nothing of {topic!r}", status=2)


def _manage(home: Home, *words: str) -> subprocess.CompletedProcess[str]:
    asked = [*supervisor.python("goodword.cli"), "--home", str(home.path), "manage", *words]
    env = {"GOODWORD_MODE": home.mode, **os.environ}
    return subprocess.run(asked, check=False, capture_output=True, text=True, timeout=300, env=env)


def _for_developers() -> Iterator[Finding]:
    browser = find_chromium()
    yield Finding(
        "browser for the tests", bool(browser), browser or "none; ./goodword test gets one", matters=False
    )
    programs = find_binaries()
    says = str(programs or "not found; ./goodword ci names what it needs")
    yield Finding("PostgreSQL for the tests", programs is not None, says, matters=False)

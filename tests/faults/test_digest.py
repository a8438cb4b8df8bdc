"""Faults: the scheduler dies thirty times around the hour of the digest, on a clock that jumps (F24, F11): one digest a person and day.

Processes of their own on a real database and a real mail server. Each wakes up with a clock somewhere within an hour of eight, does what
the worker does (tick, then jobs) and is killed without warning a moment later.
"""

import contextlib
import os
import signal
import sqlite3
import subprocess
from pathlib import Path

import pytest

from goodword.cli.environment import ROOT
from goodword.testing.smtp import MailServer

assert ROOT is not None
pytestmark = [pytest.mark.slow, pytest.mark.once]
OURS = ("GOODWORD_MODE", "GOODWORD_HOME", "GOODWORD_DATABASE_URL", "GOODWORD_SITE_URL", "GOODWORD_MAIL_URL")
PERSONS, STORM = 12, 30
EIGHT = "2026, 10, 25, 8, 0"  # on the day the clocks of London went back
MAKE = """
from datetime import timedelta
from goodword.core import clock
from goodword.core.gate import Ref
from goodword.core.settings_registry import change_setting
from goodword.notices.actions import notify
from goodword.notices.models import Choice, Rhythm
from goodword.people.actions.persons import add_person
from goodword.people.models import RoleGrant
now = clock.now()
change_setting("site.zone", "Europe/London")
tom = add_person(name="tom", email="tom@example.org", password="a lamp in the window", confirmed=True, handle="tom")
RoleGrant.objects.create(person=tom, role="owner", reason="first owner", begins_at=now, consented_at=now)
eve = EIGHT - timedelta(hours=10)
for n in range(PERSONS):
    one = add_person(name=f"P{n}", email=f"p{n}@example.org", confirmed=True)
    Choice.objects.create(person=one, channel="email", sort="own", pace="daily", at=now)
    RoleGrant.objects.create(person=one, role="champion", reason="helps", begins_at=now, given_by=tom)
    notify([one.pk], "role_offered", Ref("person", one.pk), cause="role:champion", actor_id=tom.pk, at=eve)
"""
STORM_OF_RESTARTS = """
import os, random, signal, threading, time
from datetime import datetime, timedelta, timezone
from django.db import connection
from goodword.core import clock, jobs
from goodword.core.models import Job
from goodword.notices.models import Outgoing
chance = random.Random(SEED)
started = time.monotonic()

def life(skew):
    clock.now = lambda: EIGHT + timedelta(minutes=skew, seconds=time.monotonic() - started)
    while True:
        jobs.tick()
        while jobs.work_once():
            pass
        time.sleep(0.01)

def end_leases():
    long_ago = datetime(2020, 1, 1, tzinfo=timezone.utc)
    Job.objects.filter(leased_until__isnull=False).update(leased_until=long_ago)
    Outgoing.objects.filter(leased_until__isnull=False).update(leased_until=long_ago)
    connection.close()

connection.close()
for death in range(STORM):
    skew = chance.choice((-60, -5, 0, 0, 1, 5, 60)) + death * 0.2
    child = os.fork()
    if child == 0:
        life(skew)
    time.sleep(chance.uniform(0.02, 0.5))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    end_leases()
child = os.fork()
if child == 0:
    life(90)
began = time.monotonic()
while time.monotonic() - began < 60 and Outgoing.objects.filter(state="sent").count() < PERSONS:
    connection.close()
    time.sleep(0.1)
connection.close()
time.sleep(1)
os.kill(child, signal.SIGKILL)
os.waitpid(child, 0)
"""


def test_a_storm_of_restarts_sends_one_digest(tmp_path: Path) -> None:
    server, home = MailServer(pause=0.01), tmp_path / "home"
    server.start()
    env = {name: value for name, value in os.environ.items() if name not in OURS}
    env["GOODWORD_MAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
    command = [str(ROOT / "goodword"), "--home", str(home), "manage"]
    moment = f"datetime({EIGHT}, tzinfo=timezone.utc)"
    head = f"from datetime import datetime, timezone\nEIGHT, PERSONS, STORM, SEED = {moment}, {PERSONS}, {STORM}, 5\n"

    def manage(*words: str) -> None:
        done = subprocess.Popen(
            [*command, *words],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            said = done.communicate(timeout=240)[0].decode()
            assert done.returncode == 0, said
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(done.pid, signal.SIGKILL)

    try:
        home.mkdir()
        manage("migrate", "-v", "0")
        manage("shell", "--no-imports", "-c", head + MAKE)
        manage("shell", "--no-imports", "-c", head + STORM_OF_RESTARTS)
        with contextlib.closing(sqlite3.connect(home / "goodword.sqlite3")) as database:
            rows = database.execute("SELECT person_id, period, state, form FROM notices_outgoing").fetchall()
        assert len(rows) == len({person for person, *_rest in rows}) == PERSONS, rows
        assert {(state, form) for _person, _period, state, form in rows} == {("sent", "digest")}
        by_address: dict[str, set[str]] = {}
        for address, message in server.received:
            by_address.setdefault(address, set()).add(str(message["Message-ID"]))
        assert len(by_address) == PERSONS
        assert {len(ids) for ids in by_address.values()} == {1}, "a copy carries the same Message-ID"
    finally:
        server.stop()

"""Faults: the mail server refuses, hangs, drops the line or is away, and the worker is killed while it sends (F2, P-c).

The server is a real one on loopback (goodword.testing.smtp). What it was given is counted by Message-ID: a mail comes once, or again
under the same one.
"""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from goodword.cli.environment import ROOT
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.topics import open_topic
from goodword.core.gate import Ref
from goodword.notices.actions import sending
from goodword.notices.deliveries import deliver
from goodword.notices.models import Choice, Item, Outgoing, Suppression
from goodword.notices.suppressed import digest_of
from goodword.people.actions import follows
from goodword.testing.smtp import MailServer

assert ROOT is not None
OURS = ("GOODWORD_MODE", "GOODWORD_HOME", "GOODWORD_DATABASE_URL", "GOODWORD_SITE_URL", "GOODWORD_MAIL_URL")
READERS = ("hannah", "noor", "samuel", "eleanor", "bettina")


@pytest.fixture
def now() -> Iterator[Any]:
    """Noon, until a test moves the clock."""
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def waiting(cast, now, mail_server: MailServer) -> list[str]:
    """Five persons have a mail coming; the addresses in the order of the outbox."""
    topic = open_topic("question", by=cast.gwen, title="Do you wrap gifts?", body="In paper, please.")
    for key in READERS:
        person = getattr(cast, key)
        follows.follow(Ref("topic", topic.pk), by=person)
        Choice.objects.create(
            person=person, channel="email", sort="follows", pace="at_once", at=topic.created_at
        )
    post_reply(topic, by=cast.maya, body="We do.")
    now.shift(timedelta(minutes=1))
    return [f"{key}@example.org" for key in READERS]


def states() -> dict[str, str]:
    rows = Outgoing.objects.filter(person__email__in=[f"{key}@example.org" for key in READERS])
    return {row.person.email or "": row.state for row in rows.select_related("person")}


def to(server: MailServer) -> list[str]:
    return [address for address, _message in server.received if address != "gwen@example.org"]


def test_many_mails_go_over_one_connection(waiting, mail_server) -> None:
    deliver.call()
    assert sorted(to(mail_server)) == sorted(waiting)
    assert mail_server.lines == 1
    assert set(states().values()) == {"sent"}
    assert max(mail_server.ids.values()) == 1
    _address, message = mail_server.received[0]
    assert message.get_body(("plain",)) is not None and message.get_body(("html",)) is not None


def test_a_mail_server_that_hangs_refuses_or_drops(waiting, mail_server, now) -> None:
    """Each mail meets one misfortune after the other; in the end each is there, under one Message-ID."""
    mail_server.at_data = ["451 4.3.0 not now", "drop", "hang", "accept and drop", "452 4.2.2 full"]
    for _attempt in range(12):
        deliver.call()
        now.shift(timedelta(minutes=20))
    assert set(to(mail_server)) == set(waiting)
    assert set(states().values()) == {"sent"}
    by_address = {
        address: {str(m["Message-ID"]) for a, m in mail_server.received if a == address}
        for address in waiting
    }
    assert all(len(ids) == 1 for ids in by_address.values()), "a second copy has the name of the first"


def test_a_line_that_is_dropped_in_the_middle_is_tried_again_under_the_same_name(
    waiting, mail_server, now
) -> None:
    mail_server.at_data = ["accept and drop"]
    deliver.call()
    first_address, first = mail_server.received[0]
    now.shift(timedelta(minutes=10))
    deliver.call()
    again = [m for a, m in mail_server.received if a == first_address]
    assert [str(m["Message-ID"]) for m in again] == [str(first["Message-ID"])] * 2


def test_who_does_not_exist_is_refused_once_and_left_alone(waiting, mail_server, now) -> None:
    mail_server.script(waiting[0], "550 5.1.1 nobody of that name")
    mail_server.script(waiting[1], "550 5.7.1 we do not like you")
    mail_server.script(waiting[2], "450 4.2.1 come again")
    deliver.call()
    assert states() == {
        waiting[0]: "failed", waiting[1]: "failed", waiting[2]: "waiting", waiting[3]: "sent", waiting[4]: "sent",
    }  # fmt: skip
    assert list(Suppression.objects.values_list("digest", "cause")) == [(digest_of(waiting[0]), "bounce")]
    assert Outgoing.objects.get(person__email=waiting[1]).reason.startswith("550 5.7.1")
    mail_server.script(waiting[2], "")
    now.shift(timedelta(minutes=5))
    deliver.call()
    assert states()[waiting[2]] == "sent"
    assert mail_server.ids.total() == len({*mail_server.ids}), "nobody got anything twice"


def test_a_server_that_is_away_costs_one_attempt_and_loses_nothing(waiting, mail_server, now) -> None:
    mail_server.stop()
    deliver.call()
    assert set(states().values()) == {"waiting"}
    assert sum(Outgoing.objects.values_list("attempts", flat=True)) == 2, "two tries, then the rest waits"
    mail_server.start()
    now.shift(timedelta(minutes=2))
    deliver.call()
    assert sorted(to(mail_server)) == sorted(waiting)


def test_after_days_it_is_given_up_with_the_last_reason(waiting, mail_server, now) -> None:
    mail_server.script(waiting[0], "451 4.3.0 not now")
    for _day in range(7):
        deliver.call()
        now.shift(timedelta(days=1))
    given_up = Outgoing.objects.get(person__email=waiting[0])
    assert (given_up.state, given_up.reason) == ("failed", "given up: 451 4.3.0 not now")
    assert Item.objects.get(outgoing=given_up).dropped == "not_sent"


def test_what_another_worker_holds_is_not_sent_until_its_lease_ends(waiting, mail_server, now) -> None:
    from goodword.notices.actions import planning

    planning.plan(), planning.gather()
    held = Outgoing.objects.filter(person__email=waiting[0]).first()
    assert held is not None
    Outgoing.objects.filter(pk=held.pk).update(leased_until=held.made_at + sending.LEASE)
    deliver.call()
    assert held.person.email not in to(mail_server)
    now.shift(sending.LEASE + timedelta(seconds=1))
    deliver.call()
    assert held.person.email in to(mail_server)


MAKE = """
from datetime import timedelta
from goodword.core import clock
from goodword.core.gate import Ref
from goodword.core.settings_registry import change_setting
from goodword.notices.actions import notify
from goodword.notices.models import Notice, Rhythm
from goodword.people.actions.persons import add_person
from goodword.people.models import RoleGrant
now = clock.now()
tom = add_person(name="tom", email="tom@example.org", password="a lamp in the window", confirmed=True, handle="tom")
RoleGrant.objects.create(person=tom, role="owner", reason="first owner", begins_at=now, consented_at=now)
for n in range(MANY):
    one = add_person(name=f"P{n}", email=f"p{n}@example.org", confirmed=True)
    Rhythm.objects.create(person=one)
    RoleGrant.objects.create(person=one, role="champion", reason="helps", begins_at=now, given_by=tom)
    notify([one.pk], "role_offered", Ref("person", one.pk), cause="role:champion", actor_id=tom.pk, at=now - timedelta(minutes=2))
"""
MANY, KILLS = 40, 4


@pytest.mark.slow
@pytest.mark.once
def test_a_killed_worker_sends_each_mail_once_or_again_under_its_message_id(tmp_path: Path) -> None:
    """F2: a real worker is killed without warning while it sends; another takes over what it held when its lease ends."""
    server, home, chance = MailServer(pause=0.03), tmp_path / "home", random.Random(11)
    server.start()
    env = {name: value for name, value in os.environ.items() if name not in OURS}
    env["GOODWORD_MAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
    command = [str(ROOT / "goodword"), "--home", str(home)]

    def manage(*words: str) -> None:
        done = subprocess.run(
            [*command, "manage", *words], env=env, capture_output=True, text=True, timeout=180, check=False
        )
        assert done.returncode == 0, done.stderr

    try:
        home.mkdir()
        manage("migrate", "-v", "0")
        manage("shell", "--no-imports", "-c", MAKE.replace("MANY", str(MANY)))
        for round_ in range(KILLS + 1):
            with open(tmp_path / "worker.log", "ab") as log:
                worker = subprocess.Popen(
                    [*command, "worker"], env=env, stdout=log, stderr=log, start_new_session=True
                )
            try:
                enough = MANY if round_ == KILLS else min(MANY, len(server.received) + chance.randint(3, 9))
                _wait_for(lambda enough=enough: len(server.ids) >= enough, worker)
                if round_ == KILLS:
                    _wait_for(lambda: _count(home, "state = 'sent'") == MANY, worker)
                threading.Event().wait(chance.random() * 0.06)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(worker.pid, signal.SIGKILL)
                worker.wait(10)
            _end_leases(home)
        assert len(server.ids) == MANY, "each mail came"
        by_address: dict[str, set[str]] = {}
        for address, message in server.received:
            by_address.setdefault(address, set()).add(str(message["Message-ID"]))
        assert {len(ids) for ids in by_address.values()} == {1}, "a copy carries the same Message-ID"
        assert server.ids.total() <= MANY + KILLS, "at most the one in flight at each kill came twice"
    finally:
        server.stop()


def _wait_for(reached: Any, worker: "subprocess.Popen[bytes]") -> None:
    began = time.monotonic()
    while not reached():
        assert worker.poll() is None, "the worker ended by itself"
        assert time.monotonic() - began < 120
        threading.Event().wait(0.005)


def _count(home: Path, where: str) -> int:
    with contextlib.closing(
        sqlite3.connect(f"file:{home / 'goodword.sqlite3'}?mode=ro", uri=True)
    ) as database:
        return int(database.execute(f"SELECT COUNT(*) FROM notices_outgoing WHERE {where}").fetchone()[0])


def _end_leases(home: Path) -> None:
    """Two minutes pass: what the killed worker held is free."""
    with contextlib.closing(sqlite3.connect(home / "goodword.sqlite3", timeout=20)) as database, database:
        database.execute(
            "UPDATE notices_outgoing SET leased_until = '2020-01-01' WHERE leased_until IS NOT NULL"
        )
        database.execute("UPDATE core_job SET leased_until = '2020-01-01' WHERE leased_until IS NOT NULL")

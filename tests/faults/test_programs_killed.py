"""Faults: the process is killed in the middle of what a program asked for (law 10; P-a, P-b and F1 of docs/requirements.md).

Killed after the commit and before the answer: asking again with the same key gives the answer that was never heard. Killed
before the commit: nothing is there, and asking again does it.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from goodword.cli.environment import ROOT

assert ROOT is not None
pytestmark = [pytest.mark.slow, pytest.mark.once]
MAKE = """
from goodword.connect.actions.tokens import make_token
from goodword.core import clock
from goodword.people.actions.persons import add_person
from goodword.people.models import RoleGrant
tom = add_person(name="tom", email="tom@example.org", confirmed=True)
now = clock.now()
RoleGrant.objects.create(person=tom, role="owner", reason="first owner", begins_at=now, consented_at=now)
hannah = add_person(name="hannah", email="hannah@example.org", confirmed=True)
print(make_token(by=hannah, name="x", scopes=["topics:write"], days=7)[1])
"""
ASK = """
import json, os, signal, sys
from django.test import Client
from goodword.connect.api import doors
from goodword.connect.models import KeptAnswer
from goodword.conversations.models import Topic
def kill(*_words, **_more):
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[1] == "after the commit":
    doors.access.sign_off = kill
elif sys.argv[1] == "before the commit":
    KeptAnswer.save = kill
answer = Client(headers={"authorization": f"Bearer {sys.argv[2]}", "idempotency-key": "once"}).post(
    "/api/v1/topics", json.dumps({"kind": "question", "title": "Is the lamp lit?"}), "application/json"
)
print(json.dumps([answer.status_code, answer.headers.get("Idempotent-Replayed", ""), answer.json().get("id"), Topic.objects.count()]))
"""
BEGIN = "import django, sys; django.setup()\n"


class Machine:
    """A home of its own, in which one program after another runs."""

    def __init__(self, home: Path) -> None:
        given = {name: value for name, value in os.environ.items() if not name.startswith("GOODWORD_")}
        self.env = given | {
            "GOODWORD_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "goodword.site.settings",
            "PYTHONPATH": str(ROOT / "src"),
        }
        self.run("from django.core.management import call_command; call_command('migrate', verbosity=0)")
        self.token = self.run(MAKE).stdout.split()[-1]

    def run(self, code: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a program to its end, whatever that is."""
        command = [sys.executable, "-c", BEGIN + code, *words]
        return subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=120, check=False)

    def ask(self, die: str = "") -> list[object]:
        """Ask once; where it dies, how."""
        done = self.run(ASK, die, self.token)
        if die:
            assert done.returncode == -signal.SIGKILL, done.stderr
            return []
        assert done.returncode == 0, done.stderr
        return list(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "home")


def test_what_was_done_and_never_answered_is_answered_now(machine: Machine) -> None:
    machine.ask("after the commit")
    assert machine.ask() == [201, "true", 1, 1]


def test_what_was_cut_off_is_done_now(machine: Machine) -> None:
    machine.ask("before the commit")
    assert machine.ask() == [201, "", 1, 1]
    assert machine.ask() == [201, "true", 1, 1]

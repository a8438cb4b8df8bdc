"""A home of its own for a test of the command: made once, copied for each test, driven from outside."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goodword.cli.environment import ROOT

assert ROOT is not None
PASSWORD = "a lamp in the window"
STORY = f"""
import io
from PIL import Image
from goodword.core import clock, ledger
from goodword.core.models import OnceKey
from goodword.people.actions.persons import add_person
from goodword.people.actions.pictures import set_own_picture
from goodword.people.letters import send_sign_up
from goodword.people.models import RoleGrant
from goodword.conversations.actions.topics import open_topic
for key, role in (("tom", "owner"), ("hannah", ""), ("ines", "")):
    person = add_person(name=key.title(), email=f"{{key}}@example.org", password="{PASSWORD}", confirmed=True, handle=key)
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), (len(key) * 30, 90, 120)).save(picture, "PNG")
    picture.seek(0)
    set_own_picture(person, picture, by=person)
    if role:
        now = clock.now()
        RoleGrant.objects.create(person=person, role=role, reason="first owner", begins_at=now, consented_at=now)
    open_topic("question", by=person, title=f"Where does {{key}} keep the lamp?", body="Nobody told me yet.")
ledger.append("decision", {{"target": "1"}}, {{"text": "words that were withheld"}})
ledger.append("decision", {{"target": "2"}})
OnceKey.objects.create(key="gone", outcome="/", at=clock.now()).delete()
send_sign_up.enqueue("new@example.org", {{}})
"""
OURS = frozenset({
    "GOODWORD_MODE", "GOODWORD_HOME", "GOODWORD_DATABASE_URL", "GOODWORD_SITE_URL", "GOODWORD_MAIL_URL", "GOODWORD_BACKUP_DIR",
})  # fmt: skip


@dataclass
class House:
    """One home and its environment."""

    home: Path
    env: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Without what this test run has set for itself."""
        return {**{name: value for name, value in os.environ.items() if name not in OURS}, **self.env}

    def command(self, *words: str) -> list[str]:
        """`./goodword` for this home."""
        assert ROOT is not None
        return [str(ROOT / "goodword"), "--home", str(self.home), *words]

    def run(self, *words: str, fails: bool = False) -> str:
        """What a command says on both channels; asserts how it ended."""
        done = subprocess.run(
            self.command(*words),
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )
        said = done.stdout + done.stderr
        assert (done.returncode != 0) == fails, said
        assert "Traceback" not in said, said
        return said

    def shell(self, code: str) -> str:
        """Run Python inside the house."""
        return self.run("manage", "shell", "--no-imports", "-c", code)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the SQLite file, read beside whoever else does."""
        address = f"file:{self.home / 'goodword.sqlite3'}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True)) as database:
            return database.execute(sql).fetchall()

    def copy_to(self, place: Path) -> "House":
        """The same home again, for a test that changes it."""
        shutil.copytree(self.home, place)
        return House(place, dict(self.env))

    def holds(self, word: str) -> bool:
        """Whether a word stands anywhere in the files of the database."""
        return any(word.encode() in path.read_bytes() for path in self.home.glob("goodword.sqlite3*"))


def make(home: Path, **env: str) -> House:
    """A house with an owner, two members with pictures, and a mail that waits."""
    house = House(home, env)
    house.run("manage", "migrate", "-v0")
    (home / "state.json").write_text('{"kind": "site"}')
    house.shell(STORY)
    return house

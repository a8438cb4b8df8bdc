"""Faults: the machine is gone, and a backup brings the site back on another one (P-e; erasure, TRUST 3.5; law 7)."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.house import House, make

from goodword.cli.postgres import private_cluster

pytestmark = [pytest.mark.slow, pytest.mark.once]
WRITE_ON = """
from goodword.conversations.actions.topics import open_topic
from goodword.people.models import Person
hannah = Person.objects.get(handle="hannah")
number = 0
while True:
    open_topic("question", by=hannah, title=f"Is lamp {number} lit?", body="At night.")
    number += 1
    print(number, flush=True)
"""
LEAVE = """
from goodword.people.actions.leaving import delete_account
from goodword.people.models import Person
ines = Person.objects.get(handle="ines")
delete_account(ines, by=ines, keep_texts=False)
"""
KEY = "a sentence that opens the backups"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A site with a story; tests that change it take a copy."""
    return make(tmp_path_factory.mktemp("site") / "home", GOODWORD_BACKUP_PASSPHRASE=KEY)


@pytest.fixture(scope="module")
def backup(site: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of that site."""
    file = tmp_path_factory.mktemp("backups") / "one.gwb"
    site.run("backup", str(file))
    return file


@pytest.fixture(scope="module")
def restored(backup: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    """That backup on another machine; the tests of it only look."""
    house = House(tmp_path_factory.mktemp("restored") / "home", {"GOODWORD_BACKUP_PASSPHRASE": KEY})
    assert "DIFFERS" not in house.run("restore", str(backup))
    return house


@pytest.fixture
def empty(tmp_path: Path) -> House:
    """A machine with nothing on it but the key."""
    return House(tmp_path / "new", {"GOODWORD_BACKUP_PASSPHRASE": KEY})


def media_of(house: House) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in house.home.glob("media/**/*") if file.is_file()}


def test_a_backup_made_while_the_site_writes_comes_back_whole(
    site: House, tmp_path: Path, empty: House
) -> None:
    busy = site.copy_to(tmp_path / "busy")
    words = busy.command("manage", "shell", "--no-imports", "-c", WRITE_ON)
    writer = subprocess.Popen(words, env=busy.environment, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    try:
        for _first_few in range(5):
            assert writer.stdout.readline()
        busy.run("backup", str(tmp_path / "busy.gwb"))
        assert writer.poll() is None
    finally:
        writer.kill()
        written = len(writer.stdout.readlines())
        writer.wait()
    assert written > 1, "it wrote while the backup was made"

    said = empty.run("restore", str(tmp_path / "busy.gwb"))
    assert "DIFFERS" not in said
    assert re.search(r"same +\d+ rows +conversations_topic\n", said)
    assert media_of(empty) == media_of(site) and len(media_of(site)) == 3
    assert (empty.home / "secret-key").read_text() == (site.home / "secret-key").read_text()
    assert empty.rows("PRAGMA integrity_check") == [("ok",)] and empty.rows("PRAGMA foreign_key_check") == []
    [(topics,)] = empty.rows("SELECT count(*) FROM conversations_topic")
    # One moment: each topic of it has the event of its transaction, and no event is there without its topic.
    assert empty.rows("SELECT count(*) FROM core_eventrecord WHERE name = 'conversations.TopicOpened'") == [
        (topics,)
    ]
    assert 3 + 5 <= topics < 3 + 5 + written + 1
    assert "lamp" in empty.shell(
        "from goodword.core.search.backends import match; from goodword.core.models import SearchDocument as D;"
        "print([D.objects.get(object_id=r.object_id, kind=r.kind).title for r in match(['lamp'], ['everyone'], None,"
        " match_all=True, prefix=False, limit=3)])"
    )


def test_the_log_goes_on_where_it_was_and_says_that_it_was_restored(site: House, restored: House) -> None:
    before = site.rows("SELECT seq, line FROM core_leaf ORDER BY seq")
    *same, (seq, line) = restored.rows("SELECT seq, line FROM core_leaf ORDER BY seq")
    assert same == before
    assert seq == len(before)
    assert json.loads(line)["kind"] == "gap"
    assert restored.rows("SELECT hex(salt), value FROM core_opening") == site.rows(
        "SELECT hex(salt), value FROM core_opening"
    )
    with pytest.raises(AssertionError, match="append-only"):
        restored.shell("from goodword.core.models import Leaf; Leaf.objects.update(line='')")


def test_who_was_erased_after_the_backup_is_erased_again(site: House, tmp_path: Path, empty: House) -> None:
    house = site.copy_to(tmp_path / "house")
    folder = tmp_path / "backups"
    house.run("backup", str(folder / "before.gwb"))
    house.env["GOODWORD_BACKUP_DIR"] = str(folder)
    house.shell(LEAVE)
    assert (folder / "erasures.jsonl").read_text() == (house.home / "erasures.jsonl").read_text()
    assert "ines" not in (folder / "erasures.jsonl").read_text()

    said = empty.run("restore", str(folder / "before.gwb"))
    assert "erased again: 1 of 1" in said
    assert empty.rows("SELECT state, email, name FROM people_person WHERE handle LIKE 'gone-%'") == [
        ("deleted", None, "")
    ]
    words = "SELECT id, title, body, state FROM conversations_topic ORDER BY id"
    assert empty.rows(words) == house.rows(words) != site.rows(words)
    assert not empty.holds("ines@example.org"), "secure_delete and a checkpoint take the bytes too"
    assert empty.holds("hannah@example.org")
    # The list goes on with the site: the next restore on another machine knows it too.
    assert (empty.home / "erasures.jsonl").exists()


def test_mail_that_waited_is_marked_and_not_sent(site: House, restored: House) -> None:
    assert site.rows("SELECT count(*) FROM core_job WHERE task LIKE '%send_sign_up' AND state = 'ready'") == [
        (1,)
    ]
    [(state, why)] = restored.rows("SELECT state, error FROM core_job WHERE task LIKE '%send_sign_up'")
    assert state == "dead" and why.startswith("held back: the site was restored")
    assert restored.rows(
        "SELECT count(*) FROM core_eventrecord WHERE dispatched_at IS NULL AND NOT quiet"
    ) == [(0,)]
    restored.shell("from goodword.core import jobs\nwhile jobs.work_once(): pass")
    assert list((restored.home / "mailbox").glob("*")) == []
    assert "dead letters: none" in restored.run("doctor", "jobs")


def test_numbers_of_rows_that_are_gone_are_not_given_again(site: House, restored: House) -> None:
    counted = "SELECT name, seq FROM sqlite_sequence WHERE name = 'core_oncekey'"
    assert site.rows(counted) == restored.rows(counted) == [("core_oncekey", 1)]
    assert site.rows("SELECT count(*) FROM core_oncekey") == [(0,)]


@pytest.mark.parametrize("harm", ["cut", "changed", "key", "no backup", "gone"])
def test_a_bad_backup_touches_nothing(harm: str, backup: Path, tmp_path: Path, empty: House) -> None:
    content = bytearray(backup.read_bytes())
    says = {"cut": "cut off", "changed": "damaged", "key": "another one", "no backup": "not a backup", "gone": "cannot be read"}  # fmt: skip
    if harm == "cut":
        content = content[: len(content) - 100]
    elif harm == "changed":
        content[len(content) // 2] ^= 4
    elif harm == "key":
        empty.env["GOODWORD_BACKUP_PASSPHRASE"] = "another sentence"
    elif harm == "no backup":
        content[:4] = b"PK\3\4"
    file = tmp_path / "bad.gwb"
    if harm != "gone":
        file.write_bytes(content)
    assert says[harm] in empty.run("restore", str(file), fails=True)
    assert not empty.home.exists() or list(empty.home.iterdir()) == []


def test_a_home_that_holds_something_is_left_alone_or_put_aside(
    site: House, backup: Path, tmp_path: Path
) -> None:
    house = site.copy_to(tmp_path / "house")
    before = (house.home / "goodword.sqlite3").read_bytes()
    assert "is not empty" in house.run("restore", str(backup), fails=True)
    assert (house.home / "goodword.sqlite3").read_bytes() == before
    house.run("restore", "--force", str(backup))
    [aside] = house.home.glob("replaced-*")
    assert (aside / "goodword.sqlite3").read_bytes() == before
    assert (aside / "media").is_dir()
    assert house.rows("SELECT max(seq) FROM core_leaf") == [(2,)]


def test_a_recovery_key_is_made_once_and_opens_elsewhere(site: House, tmp_path: Path) -> None:
    house = site.copy_to(tmp_path / "house")
    del house.env["GOODWORD_BACKUP_PASSPHRASE"]
    said = house.run("backup", str(tmp_path / "backups" / ""))
    key = re.search(r"goodword-key-[a-z2-7-]+", said)
    assert key and "somewhere else" in said
    assert (house.home / "backup-key").stat().st_mode & 0o077 == 0
    assert "goodword-key-" not in house.run("backup", str(tmp_path / "two.gwb"))
    (tmp_path / "key").write_text(key[0])
    new = House(tmp_path / "new")
    assert "--key-file" in new.run("restore", str(tmp_path / "two.gwb"), fails=True)
    new.run("restore", str(tmp_path / "two.gwb"), "--key-file", str(tmp_path / "key"))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A PostgreSQL of its own."""
    with private_cluster() as url:
        yield url


def test_a_site_moves_between_the_databases_by_its_backup(
    site: House, backup: Path, tmp_path: Path, server: str
) -> None:
    there = House(tmp_path / "there", {"GOODWORD_BACKUP_PASSPHRASE": KEY, "GOODWORD_DATABASE_URL": server})
    assert "DIFFERS" not in there.run("restore", str(backup))
    assert "hannah" in there.shell(
        "from goodword.people.models import Person; print([p.handle for p in Person.objects.all()])"
    )
    there.shell(
        "from goodword.conversations.actions.topics import open_topic as o; from goodword.people.models import Person;"
        "o('question', by=Person.objects.get(handle='hannah'), title='Is the new lamp lit?', body='At night.')"
    )
    there.run("backup", str(tmp_path / "there.gwb"))
    back = House(tmp_path / "back", {"GOODWORD_BACKUP_PASSPHRASE": KEY})
    assert "DIFFERS" not in back.run("restore", str(tmp_path / "there.gwb"))
    assert back.rows("SELECT count(*) FROM conversations_topic") == [(4,)]
    kept = "SELECT id, puid, email, joined_at, face, password FROM people_person ORDER BY id"
    assert [row[:4] for row in back.rows(kept)] == [row[:4] for row in site.rows(kept)]
    assert back.rows("SELECT seq, line, at FROM core_leaf WHERE seq < 2") == site.rows(
        "SELECT seq, line, at FROM core_leaf WHERE seq < 2"
    )

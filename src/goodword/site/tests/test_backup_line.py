"""The desk says when there is no good backup, to whoever can do something about it."""

import json
import os

import pytest

from goodword.core.backups import keeping, nightly
from goodword.core.backups.problems import Trouble

LINE = b"no good backup of the last day"


@pytest.fixture
def folder(settings, tmp_path):
    """A site in earnest whose backups go to a folder of the test."""
    settings.GOODWORD_MODE = "serve"
    settings.GOODWORD_BACKUP_DIR = tmp_path
    return tmp_path


def good(folder):
    name = "goodword-2026-11-22T000000Z.gwb"
    (folder / name).write_bytes(b"x")
    (folder / keeping.STATE).write_text(json.dumps({"file": name, "bytes": 1, "failed": ""}))


def test_a_missing_or_failed_backup_is_told_to_the_owner(cast, visit, folder, monkeypatch):
    desk = visit(cast.tom)
    assert LINE in desk.get("/desk").content
    good(folder)
    monkeypatch.setattr(nightly, "LATE", nightly.EVERY * 36500)
    assert nightly.state(folder)["good"]
    keeping.note_failure(folder, "the disk is gone")
    assert not nightly.state(folder)["good"]
    assert LINE in desk.get("/desk").content


def test_others_and_good_nights_see_nothing(cast, visit, folder, monkeypatch):
    assert LINE not in visit(cast.ines).get("/desk").content
    good(folder)
    monkeypatch.setattr(nightly, "LATE", nightly.EVERY * 36500)
    assert LINE not in visit(cast.tom).get("/desk").content


def test_a_backup_that_is_late_is_no_good_one(folder, time_machine):
    good(folder)
    time_machine.move_to(keeping.made_at(folder / "goodword-2026-11-22T000000Z.gwb") + nightly.LATE * 2)
    assert "worker running" in nightly.state(folder)["says"]


def test_a_night_that_fails_is_noted_and_keeps_the_last_good_one(folder, monkeypatch, tmp_path):
    good(folder)

    def break_down(*_):
        raise Trouble("the disk is gone")

    monkeypatch.setattr(nightly.making, "make", break_down)
    monkeypatch.setattr(nightly, "open_store", lambda *_: None)
    monkeypatch.setitem(os.environ, "GOODWORD_BACKUP_PASSPHRASE", "a sentence")
    assert nightly.run(tmp_path / "home", folder) is None
    known = keeping.last(folder)
    assert known["failed"] == "the disk is gone" and known["file"].endswith(".gwb")
    assert (folder / known["file"]).exists()

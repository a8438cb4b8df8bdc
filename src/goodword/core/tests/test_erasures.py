"""The erasure list: ids alone, in two places, each once."""

import json

import pytest

from goodword.core import erasures


@pytest.fixture
def places(settings, tmp_path):
    """A home and a folder of backups."""
    settings.GOODWORD_HOME, settings.GOODWORD_BACKUP_DIR = tmp_path / "home", tmp_path / "backups"
    for folder in (settings.GOODWORD_HOME, settings.GOODWORD_BACKUP_DIR):
        folder.mkdir()
    return settings.GOODWORD_HOME / erasures.FILE, settings.GOODWORD_BACKUP_DIR / erasures.FILE


def test_each_is_noted_once_in_both_places(places):
    for _again in range(2):
        erasures.note("people", {"puid": "a1", "keep_texts": True})
    erasures.note("people", {"puid": "b2", "keep_texts": False})
    for file in places:
        assert [json.loads(line)["facts"]["puid"] for line in erasures.read(file)] == ["a1", "b2"]
        assert file.stat().st_mode & 0o077 == 0


def test_a_line_that_was_cut_off_is_left_out_and_written_again(places):
    home, _beside = places
    erasures.note("people", {"puid": "a1", "keep_texts": True})
    home.write_text(home.read_text() + '{"kind": "people", "at": "20')
    assert len(erasures.read(home)) == 1
    erasures.note("people", {"puid": "b2", "keep_texts": True})
    assert [json.loads(line)["facts"]["puid"] for line in erasures.read(home)] == ["a1", "b2"]


def test_who_leaves_is_on_the_list(places, cast, django_capture_on_commit_callbacks):
    from goodword.people.actions.leaving import delete_account

    hannah = cast.hannah
    name = hannah.name
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(hannah, by=hannah, keep_texts=True)
    [line] = erasures.read(places[0])
    assert json.loads(line)["facts"] == {"puid": hannah.puid, "keep_texts": True}
    assert name.split()[0] not in line

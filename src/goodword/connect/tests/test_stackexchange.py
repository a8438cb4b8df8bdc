"""`import stackexchange`: whole, once, adding up, in silence."""

import gzip
import json
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command

from goodword.connect.importing.engine import run_steps
from goodword.connect.models import ImportRun
from goodword.connect.tests.conftest import FILES, USERS, write_dump, xml
from goodword.conversations.models import Acceptance, ImportedTally, Reply, Tag, Topic, Vote
from goodword.core import search
from goodword.core.models import EventRecord
from goodword.core.viewer import ANONYMOUS
from goodword.notices.models import Notice
from goodword.people.models import Person

pytestmark = pytest.mark.django_db
BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY l2 "&lol;&lol;&lol;">]>
<posts><row Id="1" Title="&l2;"/></posts>"""
SOURCE = "tea.example.com"


def bring(folder, *options, fails=False):
    """Run the import; its report."""
    out = StringIO()
    if fails:
        with pytest.raises(SystemExit) as stop:
            call_command(
                "import_stackexchange", str(folder), "--json", *options, stdout=out, stderr=StringIO()
            )
        assert stop.value.code == 1
    else:
        call_command("import_stackexchange", str(folder), "--json", *options, stdout=out)
    return json.loads(out.getvalue().strip().splitlines()[-1])


def adds_up(report):
    return all(
        file["rows"] == file["imported"] + sum(file["refused"].values()) for file in report["files"].values()
    )


def test_every_row_is_accounted_for(dump):
    report = bring(dump)
    assert adds_up(report)
    assert {name: file["rows"] for name, file in report["files"].items()} == {
        n: len(r) for n, r in FILES.items()
    }
    posts = report["files"]["Posts"]
    assert posts["kinds"] == {"answer": 2, "question": 2, "tag wiki excerpt": 1}
    assert posts["refused"] == {
        "its question is not here": 1,
        "an empty tag wiki": 1,
        "a title that is empty or longer than 300 characters": 1,
        "post type 7 (wiki placeholder (help text of the old site))": 1,
    }
    assert ImportRun.objects.get().report["files"] == report["files"]


def test_a_question_as_it_was(dump):
    bring(dump)
    topic = Topic.objects.get(source=SOURCE, source_id="1")
    assert topic.title == "How hot should tea be?"
    assert topic.body_html == (
        '<h3>Tea</h3><p>How <strong>hot</strong>? <a href="http://i.example/x.png" rel="nofollow ugc noopener">a cup</a></p>'
    )
    assert topic.body == "### Tea\n\nHow **hot**? [a cup](http://i.example/x.png)"
    assert topic.licence == "CC BY-SA 3.0"
    assert topic.source_link == "https://tea.example.com/q/1"
    assert topic.source_ref == "tea.example.com:1"
    assert sorted(tag.slug for tag in topic.tags.all()) == ["tea", "water-heat"]
    assert Tag.objects.get(slug="tea").line == "Leaves in water."
    assert Tag.objects.get(slug="tea").topic_count == 2


def test_answers_comments_and_what_follows_from_them(dump):
    bring(dump)
    topic = Topic.objects.get(source_id="1")
    answer = Reply.objects.get(source_id="3")
    assert "javascript:" not in answer.body_html
    assert answer.body == "At `80°`, see this.\n\n```\na\n  b\n```"
    assert Acceptance.objects.get().reply == answer
    assert answer.rank == 1
    assert topic.solved_at.date().isoformat() == "2014-02-03"
    assert (topic.reply_count, topic.accepted_count) == (2, 1)
    comment = Reply.objects.get(source_id="c3")
    assert comment.parent == answer
    assert comment.imported_tally.up == 2
    other = Topic.objects.get(source_id="2")
    assert Reply.objects.get(source_id="c4").parent is None
    assert other.answered_at == Reply.objects.get(source_id="9").created_at, "a comment answers nothing"


def test_duplicates_closed_questions_and_votes(dump):
    report = bring(dump)
    first, second = Topic.objects.get(source_id="1"), Topic.objects.get(source_id="2")
    assert second.duplicate_of == first
    assert first.duplicate_of is None
    assert report["files"]["PostLinks"]["refused"]["each would be the duplicate of the other"] == 1
    assert second.archived_at is not None
    tally = ImportedTally.objects.get(topic=first)
    assert (tally.up, tally.down, tally.source) == (2, 1, SOURCE)
    assert Vote.objects.count() == 0
    assert first.helpful_count == first.vote_count == 0


def test_persons_keep_their_names_and_are_nobody_yet(dump):
    bring(dump)
    ana = Person.objects.get(source_id="1")
    assert ana.name == "Ana  Nováková "
    assert (ana.state, ana.name_is_own, ana.email) == ("imported", False, None)
    assert not ana.has_usable_password()
    assert len(ana.claim_code) > 20
    left = Topic.objects.get(source_id="2").author
    assert left.name == "gone"
    nobody = Reply.objects.get(source_id="9").author
    assert nobody.name == ""
    assert nobody != left


def test_twice_is_once(dump):
    bring(dump)
    counts = [model.objects.count() for model in (Person, Topic, Reply, Acceptance, ImportedTally)]
    line = Tag.objects.get(slug="tea").line
    again = bring(dump)
    assert [model.objects.count() for model in (Person, Topic, Reply, Acceptance, ImportedTally)] == counts
    assert Tag.objects.get(slug="tea").line == line
    assert adds_up(again)
    assert again["files"]["Users"]["refused"] == {"here already": len(USERS)}


def test_in_silence(dump, cast):
    EventRecord.objects.all().delete()
    bring(dump)
    assert Notice.objects.count() == 0
    assert mail.outbox == []
    assert not EventRecord.objects.filter(quiet=False).exists()


def test_found_at_once(dump):
    bring(dump)
    hits = search.find("tea hot", ANONYMOUS).hits
    assert [hit.ref.id for hit in hits] == [Topic.objects.get(source_id="1").pk]


def test_dry_run_says_the_same_and_writes_nothing(dump):
    dry = bring(dump, "--dry-run")
    assert [model.objects.count() for model in (Person, Topic, Reply, Tag, ImportRun, EventRecord)] == [0] * 6
    wet = bring(dump)
    for name in ("Users", "Posts", "Comments", "Votes", "Tags"):
        assert dry["files"][name] == wet["files"][name]


def test_source_name_and_only_what_is_needed(tmp_path):
    folder = write_dump(tmp_path / "x", {name: FILES[name] for name in ("Users", "Posts")})
    report = bring(folder, "--source", "old-place", "--site", "https://old.example/")
    topic = Topic.objects.get(source="old-place", source_id="1")
    assert topic.source_link == "https://old.example/q/1"
    assert topic.imported_tally.up == 3, "without Votes the score is what is known"
    assert set(report["files"]) == {"Users", "Posts"}


def test_a_stopped_import_goes_on(dump, monkeypatch):
    from goodword.connect.importing import engine

    monkeypatch.setattr(engine, "BATCH", 2)
    real = engine._walk

    def stop_at_answers(run, step, behind, shown):
        if step.name == "Answers":
            raise KeyboardInterrupt
        real(run, step, behind, shown)

    monkeypatch.setattr(engine, "_walk", stop_at_answers)
    with pytest.raises(KeyboardInterrupt):
        bring(dump)
    assert Topic.objects.count() == 2
    assert Reply.objects.count() == 0
    monkeypatch.setattr(engine, "_walk", real)
    report = bring(dump)
    assert adds_up(report)
    assert report["files"]["Users"]["imported"] == len(USERS), "the report is of the whole import"
    assert Reply.objects.count() == 4
    assert ImportRun.objects.count() == 1
    assert run_steps is engine.run_steps


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("Posts.xml", xml("Posts", FILES["Posts"]).encode()[:-400], "breaks off"),
        ("Posts.xml.gz", gzip.compress(xml("Posts", FILES["Posts"]).encode())[:-60], "breaks off"),
        ("Posts.xml", b"\x1f\x8bnot gzip at all", "damaged"),
        ("Posts.xml", b"", "breaks off"),
        ("Posts.xml", "<posts><row Id='1' Title='\udcff'/></posts>".encode("utf-8", "surrogateescape"), "not well formed"),
        (
            "Posts.xml",
            BOMB,
            "entities",
        ),
        (
            "Posts.xml",
            b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><posts><row Id="1" Title="&x;"/></posts>',
            "entities",
        ),
        ("Posts.xml", b"<posts><row Id='1' Body='" + b"x" * (17 * 1024 * 1024) + b"'/></posts>", "longer than 16 MB"),
        ("Posts.xml", b"<html><row href='x'/></html>", "has no Id"),
    ],
)  # fmt: skip
def test_hostile_files_are_reported_and_nothing_is_imported(tmp_path, name, data, says):
    folder = write_dump(tmp_path / "x", {"Users": USERS})
    (folder / name).write_bytes(data)
    report = bring(folder, fails=True)
    assert says in report["problem"]
    assert "Posts" in report["problem"]
    assert Person.objects.count() == 0
    assert Topic.objects.count() == 0


def test_missing_folder_and_missing_posts(tmp_path):
    assert "no such folder" in bring(tmp_path / "nowhere", fails=True)["problem"]
    folder = write_dump(tmp_path / "x", {"Users": USERS})
    assert "needs Posts and Users" in bring(folder, fails=True)["problem"]


def test_odd_rows_are_refused_one_by_one(tmp_path):
    odd = [
        {"Id": "1", "PostTypeId": "1", "CreationDate": "yesterday", "Body": "<p>a</p>", "Title": "A", "OwnerUserId": "1"},
        {"Id": "2", "PostTypeId": "1", "CreationDate": "2014-01-01", "Body": "<p></p>", "Title": "B", "OwnerUserId": "1"},
        {"Id": "3", "PostTypeId": "1", "CreationDate": "2014-01-01", "Body": "<p>ok</p>", "Title": "C\u202e", "OwnerUserId": "1"},
        {"Id": "3", "PostTypeId": "1", "CreationDate": "2014-01-01", "Body": "<p>ok</p>", "Title": "D", "OwnerUserId": "1"},
        {"Id": "4", "PostTypeId": "1", "CreationDate": "2014-01-01", "Body": "<p>" + "y" * 60_001, "Title": "E"},
        {"Id": "5"},
    ]  # fmt: skip
    report = bring(write_dump(tmp_path / "x", {"Users": USERS, "Posts": odd}))
    assert report["files"]["Posts"]["refused"] == {
        "without a date that can be read": 1,
        "without words": 1,
        "here already": 1,
        "longer than 60,000 characters": 1,
        "post type  (unknown)": 1,
    }
    assert Topic.objects.get().title == "C"


def test_a_full_disk_keeps_whole_batches(dump, monkeypatch):
    from django.db import OperationalError

    from goodword.conversations.actions import imports

    def full(*args, **kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(imports, "bring_replies", full)
    report = bring(dump, fails=True)
    assert "the disk is full" in report["problem"]
    assert Topic.objects.count() == 2
    monkeypatch.undo()
    assert adds_up(bring(dump))
    assert Reply.objects.count() == 4

"""Faults: a web server is killed in the middle of writing (law 10; P-a, P-b and F1 of docs/requirements.md).

A real server on SQLite, killed without warning while a member sends one question after another; then started again. What
was answered with yes is there, once; what was not answered may be there, and sending it again makes it there once.
`GOODWORD_ROUNDS=100` kills it a hundred times.
"""

import os
import random
import threading
from collections.abc import Callable

import pytest
from tests.faults.serving import Member, Site, note

pytestmark = [pytest.mark.slow, pytest.mark.once]
KILLS = int(os.environ.get("GOODWORD_ROUNDS", "2"))


def test_what_was_acknowledged_before_a_kill_is_there_once(serve: Callable[..., Site]) -> None:
    site = serve()
    member, chance = Member(site), random.Random(7)
    member.sign_in()
    for round_ in range(KILLS):
        writer = threading.Thread(target=member.ask_until_nobody_answers, args=(round_,))
        writer.start()
        member.heard_back(chance.randint(2, 9), of=writer)
        writer.join(chance.random() * 0.05)
        site.kill()
        writer.join(20)
        assert not writer.is_alive()
        site.start()
    note(f"{KILLS} kills, {len(member.acknowledged)} acknowledged")

    written = [title for (title,) in site.rows("SELECT title FROM conversations_topic")]
    assert member.acknowledged, "the server was killed before it could answer once"
    assert {f"Is the lamp lit, {key}?" for key in member.acknowledged} <= set(written)
    assert len(written) == len(set(written))

    for key in member.tried:
        before = member.acknowledged.get(key)
        member.ask(key)
        assert before in (None, member.acknowledged[key])
    written = sorted(title for (title,) in site.rows("SELECT title FROM conversations_topic"))
    assert written == sorted(f"Is the lamp lit, {key}?" for key in member.tried)

    opened = site.rows("SELECT COUNT(*) FROM core_eventrecord WHERE name = 'conversations.TopicOpened'")
    assert opened == [(len(written),)]
    seqs = [seq for (seq,) in site.rows("SELECT seq FROM core_leaf ORDER BY seq")]
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs))) if seqs else True
    assert site.rows("PRAGMA integrity_check") == [("ok",)]
    assert site.rows("PRAGMA foreign_key_check") == []
    for address in list(member.acknowledged.values())[:3]:
        assert site.request("GET", address)[0] == 200

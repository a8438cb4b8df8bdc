"""Faults: eight processes write at once (F4). They wait for each other; no row is lost, and the log has no gap."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.house import House

from goodword.cli.environment import ROOT
from goodword.cli.postgres import private_cluster

pytestmark = [pytest.mark.slow, pytest.mark.once]
assert ROOT is not None
WRITERS, EACH = 8, int(os.environ.get("GOODWORD_ROUNDS", "1")) * 100
WRITE = f"""
import sys, django
django.setup()
from django.db import transaction
from goodword.core import clock, events, ledger
from goodword.core.models import EventRecord
number = int(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for turn in range({EACH}):
    with transaction.atomic():
        before = EventRecord.objects.count()
        leaf = ledger.append("decision", {{"writer": number, "turn": turn}}, {{"text": f"by {{number}}"}})
        EventRecord.objects.create(name="tests.Written", payload={{"seq": leaf.seq}}, at=clock.now(), dispatched_at=clock.now())
        assert EventRecord.objects.count() == before + 1 or {{postgres}}
"""
LOOK = """
import json
from goodword.core.models import EventRecord, Leaf, Opening
print(json.dumps([[leaf.seq, leaf.line] for leaf in Leaf.objects.order_by("seq")]))
print(EventRecord.objects.filter(name="tests.Written").count(), Opening.objects.count())
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """An empty site on either database."""
    if request.param == "sqlite":
        yield House(tmp_path / "home")
        return
    with private_cluster() as url:
        yield House(tmp_path / "home", {"GOODWORD_DATABASE_URL": url})


def test_eight_writers_leave_every_row_and_a_dense_log(house: House) -> None:
    house.run("manage", "migrate", "-v0")
    house.shell("from goodword.core import ledger; ledger.append('decision', {'writer': 0})")
    env = {
        **house.environment, "GOODWORD_HOME": str(house.home), "GOODWORD_MODE": "serve",
        "DJANGO_SETTINGS_MODULE": "goodword.site.settings", "PYTHONPATH": str(ROOT / "src"),
    }  # fmt: skip
    code = WRITE.replace("{postgres}", str("GOODWORD_DATABASE_URL" in house.env))
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(number)], env=env, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for number in range(WRITERS)
    ]  # fmt: skip
    try:
        for writer in writers:
            assert writer.stdout and writer.stdout.readline() == "ready\n", writer.communicate()
        for writer in writers:  # all at one moment
            assert writer.stdin
            writer.stdin.write("go\n")
            writer.stdin.flush()
        said = [writer.communicate(timeout=300)[1] for writer in writers]
    finally:
        for writer in writers:
            writer.kill()
    assert [writer.returncode for writer in writers] == [0] * WRITERS, said
    assert not any("locked" in words for words in said)

    lines, counts = house.shell(LOOK).strip().splitlines()[-2:]
    leaves = json.loads(lines)
    assert [seq for seq, _line in leaves] == list(range(WRITERS * EACH + 1))
    told = [json.loads(line) for _seq, line in leaves[1:]]
    assert sorted((line["writer"], line["turn"]) for line in told) == [
        (number, turn) for number in range(WRITERS) for turn in range(EACH)
    ]
    assert [line["seq"] for line in told] == [seq for seq, _line in leaves[1:]]
    assert counts.split() == [str(WRITERS * EACH)] * 2

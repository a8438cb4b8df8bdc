"""Whole real sites: what comes in equals what the files hold, and a kill doubles nothing."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import call_command

from goodword.conversations.models import Acceptance, Reply, Topic
from goodword.people.models import Person

SRC = Path(__file__).parents[3]


def rows(folder, name):
    with gzip.open(folder / f"{name}.xml.gz") as file:
        yield from (element.attrib for _, element in ElementTree.iterparse(file) if element.tag == "row")


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("stackexchange-beer", marks=pytest.mark.real_data("stackexchange-beer")),
        pytest.param(
            "stackexchange-bicycles-meta", marks=pytest.mark.real_data("stackexchange-bicycles-meta")
        ),
    ],
)
def test_a_whole_site(name, real_data):
    folder = real_data(name)
    out = StringIO()
    begun = time.monotonic()
    call_command("import_stackexchange", str(folder), "--json", stdout=out)
    assert time.monotonic() - begun < 60
    report = json.loads(out.getvalue().strip().splitlines()[-1])
    for file in sorted(folder.glob("*.xml.gz")):
        told = report["files"][file.name.removesuffix(".xml.gz")]
        assert told["rows"] == sum(1 for _ in rows(folder, file.name.removesuffix(".xml.gz")))
        assert told["rows"] == told["imported"] + sum(told["refused"].values())
    posts = list(rows(folder, "Posts"))
    types = Counter(post["PostTypeId"] for post in posts)
    assert report["files"]["Posts"]["kinds"]["question"] == types["1"] == Topic.objects.count()
    assert report["files"]["Posts"]["kinds"]["answer"] == types["2"]
    comments = sum(1 for _ in rows(folder, "Comments"))
    assert Reply.objects.filter(source_id__startswith="c").count() == comments
    assert Reply.objects.count() == types["2"] + comments
    assert Acceptance.objects.count() == sum(1 for post in posts if post.get("AcceptedAnswerId"))
    assert Topic.objects.exclude(archived_at=None).count() == sum(
        1 for post in posts if post.get("ClosedDate")
    )
    users = list(rows(folder, "Users"))
    assert set(
        Person.objects.filter(source_id__in=[user["Id"] for user in users]).values_list("source_id", "name")
    ) == {(user["Id"], user["DisplayName"]) for user in users}
    assert types["1"] + types["2"] + sum(types[kind] for kind in types if kind not in "12") == len(posts)


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.real_data("stackexchange-beer")
def test_kill_nine_and_again(real_data, tmp_path):
    """In a home of its own: the import is killed at four moments, then let run to its end."""
    folder = real_data("stackexchange-beer")
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("GOODWORD_DATABASE_URL", "GOODWORD_SECRET_KEY")
    }
    environment |= {
        "GOODWORD_HOME": str(tmp_path), "GOODWORD_MODE": "serve", "PYTHONPATH": str(SRC),
        "DJANGO_SETTINGS_MODULE": "goodword.site.settings",
    }  # fmt: skip

    def manage(*words):
        return [sys.executable, "-m", "django", *words]

    subprocess.run(manage("migrate", "-v", "0"), env=environment, check=True)
    command = manage("import_stackexchange", str(folder), "--json")
    killed_at = []
    for marker in ("Users …", "Posts …", "Answers …", "Comments …"):
        importing = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        for line in importing.stdout:
            if line.strip() == marker:
                break
        time_to_be_in_the_middle(importing)
        importing.send_signal(signal.SIGKILL)
        importing.wait()
        importing.stdout.close()
        killed_at.append(marker)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    report = json.loads(done.stdout.strip().splitlines()[-1])
    assert "Going on with the import" in done.stdout
    posts = report["files"]["Posts"]
    assert posts["kinds"]["question"] == 591
    assert posts["kinds"]["answer"] == 1398
    assert posts["rows"] == posts["imported"] + sum(posts["refused"].values()) == 2106
    assert "here already" not in posts["refused"]
    counted = subprocess.run(
        manage("shell", "-v", "0", "-c", COUNT), env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(counted.stdout.strip().splitlines()[-1]) == {
        "topics": 591,
        "replies": 1398 + 1860,
        "accepted": 359,
    }


def time_to_be_in_the_middle(process):
    """A tenth of a second, or less where it ends by itself."""
    try:
        process.wait(timeout=0.1)
    except subprocess.TimeoutExpired:
        return


COUNT = """
import json
from goodword.conversations.models import Acceptance, Reply, Topic
print(json.dumps({"topics": Topic.objects.count(), "replies": Reply.objects.count(), "accepted": Acceptance.objects.count()}))
"""

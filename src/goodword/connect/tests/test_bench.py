"""`goodword bench pages` and `goodword bench queries` measure and say so in one line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SRC = Path(__file__).parents[3]
pytestmark = [pytest.mark.slow, pytest.mark.once]


def run(tmp_path, *words):
    """The line of JSON of one bench, asked for in a home that is to stay empty."""
    environment = {
        "PATH": "/usr/bin:/bin", "GOODWORD_HOME": str(tmp_path / "own"), "GOODWORD_MODE": "serve", "PYTHONPATH": str(SRC),
        "DJANGO_SETTINGS_MODULE": "goodword.site.settings", "TMPDIR": str(tmp_path),
    }  # fmt: skip
    command = [sys.executable, "-m", "django", *words, "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert not (tmp_path / "own" / "goodword.sqlite3").exists(), "the site's own home is left alone"
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_queries_are_measured_in_process(tmp_path):
    told = run(tmp_path, "bench_queries", "--topics", "3", "--seconds", "1")
    assert told["bench"] == "queries"
    measured = {(row["page"], row["reader"]): row for row in told["pages"]}
    assert {"anonymous", "signed in"} == {reader for _, reader in measured}
    for row in measured.values():
        assert row["problem"] or (
            row["queries"] > 0 and row["p95_ms"] >= row["p50_ms"] > 0 and row["kb"] >= row["gz_kb"] > 0
        )


def test_pages_are_measured_over_http_with_a_target_beside_each(tmp_path):
    told = run(tmp_path, "bench_pages", "--topics", "70", "--posts", "300", "--persons", "20", "--count", "6")
    assert told["bench"] == "pages"
    lines = {line["what"]: line for line in told["lines"]}
    assert {what for what, line in lines.items() if line["to_reach"] is not None} >= {
        "topic list, anonymous", "topic page of 20 posts, anonymous", "topic page, signed in", "search, two words",
        "a reply, one after another", "first visit to a topic", "import of posts",
    }  # fmt: skip
    assert all(line["value"] > 0 for what, line in lines.items() if not what.startswith(" "))

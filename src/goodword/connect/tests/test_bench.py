"""`goodword bench pages` measures and says so in one line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SRC = Path(__file__).parents[3]


@pytest.mark.slow
@pytest.mark.once
def test_it_prints_its_table_and_one_line_of_json(tmp_path):
    environment = {
        "PATH": "/usr/bin:/bin", "GOODWORD_HOME": str(tmp_path), "GOODWORD_MODE": "serve", "PYTHONPATH": str(SRC),
        "DJANGO_SETTINGS_MODULE": "goodword.site.settings",
    }  # fmt: skip
    command = [sys.executable, "-m", "django", "bench_pages", "--json", "--topics", "3", "--seconds", "1"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert told["bench"] == "pages"
    measured = {(row["page"], row["reader"]): row for row in told["pages"]}
    assert {"anonymous", "signed in"} == {reader for _, reader in measured}
    for row in measured.values():
        assert row["problem"] or (
            row["queries"] > 0 and row["p95_ms"] >= row["p50_ms"] > 0 and row["kb"] >= row["gz_kb"] > 0
        )
    assert not (tmp_path / "goodword.sqlite3").exists(), "the site's own home is left alone"

"""`bench similar`: is the right question suggested to somebody who asks it in other words."""

import json
import multiprocessing
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from goodword.connect.benching import similar

TO_REACH = {
    "stackfaq": {"hit@1": 0.94, "hit@5": 0.99},
    "Banking77": {"hit@3": 0.95, "nDCG@10": 0.865},
    "Banking77, 2 typos": {"hit@3": 0.88},
}
LARGE = [
    ("suggestion_p50_ms", "a suggestion, p50, ms", 25),
    ("suggestion_p95_ms", "a suggestion, p95, ms", 60),
    ("suggestion_cpu_p50_ms", "… processor, p50, ms", None),
    ("suggestion_cpu_p95_ms", "… processor, p95, ms", None),
    ("plain_p50_ms", "plain FTS5, all words, p50, ms", None),
    ("plain_p95_ms", "plain FTS5, all words, p95, ms", None),
    ("vectors_mb", "vectors in memory, MB", 80),
    ("vectors_grew_mb", "… as the process grew, MB", 80),
    ("model_grew_mb", "the model, as the process grew, MB", None),
    ("first_s", "the first question of a process, s", None),
    ("found_after_p50_s", "a new post is found after, p50, s", 1),
    ("found_after_max_s", "… the slowest of ten, s", 1),
]


class Command(BaseCommand):
    """Measures in a temporary home; nothing of the site's own home is read or written, nothing leaves the machine."""

    help = (
        "Measure suggestions: is the right question found by its meaning, how quickly, with how much memory."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """On what, and in which form."""
        parser.add_argument("--index", help='JSON lines of {"text", "label"} to be found')
        parser.add_argument(
            "--query", help="JSON lines of the same kind to be asked; right is the same label"
        )
        parser.add_argument(
            "--topics",
            type=int,
            default=100_000,
            help="size of the large site (default 100,000; 0: leave it out)",
        )
        parser.add_argument("--json", action="store_true", help="add the tables as one line of JSON, last")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure, print."""
        if bool(options["index"]) != bool(options["query"]):
            raise CommandError("--index and --query go together")
        files = (options["index"], options["query"]) if options["index"] else None
        with tempfile.TemporaryDirectory(prefix="goodword-bench-") as home:
            answer = Path(home) / "answer.json"
            process = multiprocessing.get_context("spawn").Process(
                target=similar.main, args=(home, files, options["topics"], str(answer))
            )
            process.start()
            process.join()
            if process.exitcode or not answer.exists():
                raise CommandError("the measuring process stopped; its reason stands above")
            told = json.loads(answer.read_text())
        console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 120)
        if not told["vectors"]:
            console.print(f"By words alone: {', '.join(told['missing']) or 'vectors are switched off'}")
        console.print(_quality(told["tasks"]))
        if told["large"]:
            console.print(_large(told["large"]))
        if options["json"]:
            print(json.dumps({"bench": "similar"} | told))


def _quality(tasks: list[dict[str, Any]]) -> Table:
    table = Table(title="The right question, asked in other words")
    for heading in ("questions", "measure"):
        table.add_column(heading)
    for heading in ("plain FTS5", "Goodword", "to reach"):
        table.add_column(heading, justify="right")
    for task in tasks:
        reach = TO_REACH.get(task["name"], {})
        for measure, value in task["goodword"].items():
            least = reach.get(measure)
            sign = "" if least is None or value >= least else " ✗"
            title = (
                f"{task['name']}: {task['asked']:,} among {task['indexed']:,}" if measure == "hit@1" else ""
            )
            wanted = f"≥ {least:g}" if least else ""
            table.add_row(title, measure, f"{task['plain'][measure]:.3f}", f"{value:.3f}{sign}", wanted)
    return table


def _large(told: dict[str, Any]) -> Table:
    table = Table(title=f"A suggestion among {told['topics']:,} topics, in process")
    table.add_column("what")
    table.add_column("measured", justify="right")
    table.add_column("to reach", justify="right")
    for key, words, most in LARGE:
        sign = "" if most is None or told[key] <= most else " ✗"
        table.add_row(words, f"{told[key]:g}{sign}", f"≤ {most}" if most else "")
    return table

"""`bench queries`: what each page asks of the database."""

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

from goodword.connect.benching import inside


class Command(BaseCommand):
    """Measures pages in a temporary home with made-up data; nothing of the site's own home is read or written."""

    help = "Measure queries, time and weight of pages, in process, on SQLite, anonymous and signed in."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much data, how long, and in which form."""
        parser.add_argument(
            "--topics", type=int, default=200, help="how many questions to make (default 200)"
        )
        parser.add_argument(
            "--seconds", type=float, default=15, help="how long to measure, in all (default 15)"
        )
        parser.add_argument("--json", action="store_true", help="add the table as one line of JSON, last")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make, measure, print."""
        with tempfile.TemporaryDirectory(prefix="goodword-bench-") as home:
            answer = Path(home) / "answer.json"
            process = multiprocessing.get_context("spawn").Process(
                target=inside.main, args=(home, max(2, options["topics"]), options["seconds"], str(answer))
            )
            process.start()
            process.join()
            if process.exitcode or not answer.exists():
                raise CommandError("the measuring process stopped; its reason stands above")
            told = json.loads(answer.read_text())
        Console(file=sys.stdout, width=None if sys.stdout.isatty() else 120).print(_table(told))
        if options["json"]:
            print(json.dumps({"bench": "queries"} | told))


def _table(told: dict[str, Any]) -> Table:
    table = Table(title=f"{told['topics']:,} questions, made in {told['made_in_s']} s; SQLite, in process")
    table.add_column("page")
    table.add_column("reader")
    for heading in ("queries", "p50 ms", "p95 ms", "kB", "gz kB"):
        table.add_column(heading, justify="right")
    for row in told["pages"]:
        if row["problem"]:
            table.add_row(row["page"], row["reader"], row["problem"])
        else:
            numbers = (row["queries"], row["p50_ms"], row["p95_ms"], row["kb"], row["gz_kb"])
            table.add_row(row["page"], row["reader"], *map(str, numbers))
    return table

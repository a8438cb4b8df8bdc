"""`bench pages`: what pages cost on a real server, beside what is to be reached."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from goodword.connect.benching.dump import Sizes
from goodword.connect.benching.home import made_home
from goodword.connect.benching.report import Line, measured


class Command(BaseCommand):
    """Serves a made-up community from a home of its own and asks it over HTTP; the site's own home is left alone."""

    help = "Measure pages over HTTP on a made-up community: requests a second, times, CPU, weight, memory, writing, importing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How large, how often, and in which form."""
        parser.add_argument("--posts", type=int, default=Sizes.posts, help="posts to make (default 50,000)")
        parser.add_argument(
            "--topics", type=int, default=Sizes.topics, help="of which topics (default 5,000)"
        )
        parser.add_argument(
            "--persons", type=int, default=Sizes.persons, help="their writers (default 2,000)"
        )
        parser.add_argument("--count", type=int, default=400, help="requests of each kind (default 400)")
        parser.add_argument(
            "--afresh", action="store_true", help="make the community anew, which measures the import again"
        )
        parser.add_argument("--json", action="store_true", help="add the table as one line of JSON, last")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make or find the home, measure, print."""
        sizes = Sizes(options["persons"], options["topics"], options["posts"])
        try:
            home, told = made_home(sizes, afresh=options["afresh"])
            lines = measured(home, told, sizes, options["count"], lambda text: print(text, file=sys.stderr))
        except RuntimeError as error:
            raise CommandError(str(error)) from error
        title = f"{sizes.persons:,} persons, {sizes.topics:,} topics, {sizes.posts:,} posts; SQLite, HTTP on loopback"
        Console(file=sys.stdout, width=None if sys.stdout.isatty() else 130).print(_table(title, lines))
        if options["json"]:
            print(json.dumps({"bench": "pages", "lines": [line.as_json() for line in lines]}))


def _table(title: str, lines: list[Line]) -> Table:
    table = Table(title=title)
    table.add_column("what")
    for heading in ("measured", "to reach", "NodeBB / Misago / Spirit", "p50 ms", "p95 ms", "per s", "kB"):
        table.add_column(heading, justify="right")
    for line in lines:
        sign = "≥" if line.least else "≤"
        reach = f"{sign} {line.to_reach:g}" if line.to_reach is not None else ""
        shown = f"{line.value:g} {line.unit}{'' if line.met is not False else ' ✗'}"
        more = (
            [line.asked.p50_ms, line.asked.p95_ms, line.asked.per_second, line.asked.kb] if line.asked else []
        )
        table.add_row(
            line.what, shown, reach, line.others, *(f"{number:g}" if number else "" for number in more)
        )
    return table

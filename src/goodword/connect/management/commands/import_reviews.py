"""`import reviews FILE`: reviews from a table, with the products and persons they name."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from goodword.connect.importing.command import ImportCommand
from goodword.connect.importing.reviews import Reviews, reviews_file


class Command(ImportCommand):
    """Imports reviews; the columns are found by their names or named with --mapping. The Amazon 5-core files are known."""

    kind = "reviews"
    help = "Import reviews from JSONL or CSV (.gz too). Needs columns for product, stars and text."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, what its columns mean, and where its products are from."""
        super().add_arguments(parser)
        parser.add_argument(
            "--mapping", nargs="+", default=[], metavar="FIELD=COLUMN", help="such as stars=rating"
        )
        parser.add_argument(
            "--products", default="", help="the source name of the products it is about (default: its own)"
        )
        parser.add_argument(
            "--licence", default="", help="the licence the reviews were given under, if they were"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        file = reviews_file(Path(options["place"]), source=options["source"], mapping=options["mapping"])
        reviews = Reviews(
            file, dry=options["dry_run"], products=options["products"], licence=options["licence"]
        )
        self.carry_out(options, file.source, file.check, reviews.steps, file.totals)

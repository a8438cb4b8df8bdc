"""`import products FILE`: a catalogue from a table."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from goodword.connect.importing.command import ImportCommand
from goodword.connect.importing.products import Products, products_file


class Command(ImportCommand):
    """Imports products; the columns are found by their names or named with --mapping."""

    kind = "products"
    help = "Import products from CSV or JSONL (.gz too). Needs a column for id and title; goodbooks is known."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file and what its columns mean."""
        super().add_arguments(parser)
        parser.add_argument(
            "--mapping", nargs="+", default=[], metavar="FIELD=COLUMN", help="such as title=name maker=brand"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        file = products_file(Path(options["place"]), source=options["source"], mapping=options["mapping"])
        products = Products(file, dry=options["dry_run"])
        self.carry_out(options, file.source, file.check, products.steps, file.totals)

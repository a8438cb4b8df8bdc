"""`import stackexchange DIR`: the official dump of a Stack Exchange site."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from goodword.connect.importing.command import ImportCommand
from goodword.connect.importing.stackexchange import Dump, steps_of


class Command(ImportCommand):
    """Imports the folder of a dump: Posts and Users are needed, the other files are taken where they are there."""

    kind = "stackexchange"
    help = "Import a Stack Exchange dump: a folder with Posts.xml and Users.xml (or .xml.gz) and whatever came with them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder and where it came from."""
        super().add_arguments(parser)
        parser.add_argument(
            "--site", default="", help="the address of the old site, for the links to each original"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        dump = Dump(Path(options["place"]), options["source"], options["site"])
        self.carry_out(
            options, dump.source, dump.check, lambda: steps_of(dump, dry=options["dry_run"]), dump.totals
        )

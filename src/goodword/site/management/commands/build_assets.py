"""./goodword's own collectstatic: joins style sheets and scripts, then gives every file its hashed name."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from goodword.site import assets


class Command(BaseCommand):
    """Builds what changed since the last time; `--force` builds all."""

    help = "Join style sheets and scripts and collect them under hashed names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--force` builds even an unchanged tree."""
        parser.add_argument("--force", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints whether anything was built."""
        built = assets.ensure_assets(force=options["force"])
        self.stdout.write("assets built" if built else "assets unchanged")

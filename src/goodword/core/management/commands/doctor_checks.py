"""What the rooms find wrong, one JSON line each: the half of `./goodword doctor` that needs the site's own database."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from goodword.core import doctor


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """A topic, or all of them."""
        parser.add_argument("topic", nargs="?", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each finding."""
        for finding in doctor.findings(options["topic"]):
            self.stdout.write(json.dumps(asdict(finding)))

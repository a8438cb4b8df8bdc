"""Prints a link that works once and for an hour: whoever opens it sets a new password and is owner from then on."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from goodword.core.errors import Refused
from goodword.people.actions.owner import new_owner_link


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose account."""
        parser.add_argument("address", nargs="?", default="")
        parser.add_argument("--name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line that says for whom, and the link."""
        try:
            person, secret = new_owner_link(options["address"], name=options["name"])
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"For {person} ({person.email}), once, within an hour:")
        self.stdout.write(f"{settings.GOODWORD_SITE_URL}{reverse('people:reset_link', args=[secret])}")

"""`manage load_demo`: the invented bookshop, once."""

from typing import Any

from django.core.management.base import BaseCommand

from goodword.notices.deliveries import deliver
from goodword.people.models import Person
from goodword.site.demo.load import load


class Command(BaseCommand):
    """Called by `goodword demo`; a home that has people already is left as it is."""

    help = "Fill an empty home with the demo community."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it, saying what is being made; then the mails of its last day go to the mailbox."""
        if Person.objects.exists():
            return
        load(lambda name: self.stdout.write(f"  making {name} …"))
        deliver.call()

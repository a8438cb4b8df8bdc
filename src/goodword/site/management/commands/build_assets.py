"""`manage build_assets`: the styles and modules of the pages, joined, hashed and compressed."""

from typing import Any

from django.core.management.base import BaseCommand

from goodword.site.assets import ensure_assets


class Command(BaseCommand):
    """Run by demo and serve whenever a source changed."""

    help = "Join, hash and compress the styles and scripts of the pages, unless nothing changed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Build, and say whether there was anything to do."""
        built = ensure_assets()
        self.stdout.write("built" if built else "nothing had changed")

"""Makes the search anew while the site runs: the full-text index and the vocabulary, and with options more.

--documents first asks every room for what can be found, --vectors lets every document wait for a new vector.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from goodword.core.meaning import writing
from goodword.core.models import SearchDocument, SearchVector
from goodword.core.search import rebuild


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """How much is made anew."""
        parser.add_argument(
            "--documents", action="store_true", help="from the rows of the rooms: what was lost or is old"
        )
        parser.add_argument("--vectors", action="store_true", help="all vectors too; the worker makes them")

    def handle(self, *args: Any, **options: Any) -> None:
        """The engine in one transaction, so that nobody searches half an index; then the rest."""
        rebuild.rebuild_engine()
        words = rebuild.count_words()
        if options["documents"]:
            rebuild.rebuild_documents()
            words = rebuild.count_words()
        if options["vectors"]:
            writing.make_anew()
        waiting = SearchVector.objects.filter(state=SearchVector.State.WAITING).count()
        self.stdout.write(
            f"{SearchDocument.objects.count()} documents, {words} words, {waiting} vectors to make"
        )

"""Makes the full-text index and the vocabulary of the search anew from the documents, while the site runs."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from goodword.core.models import SearchDocument, SearchWord
from goodword.core.search.index import EVERYONE


class Command(BaseCommand):
    help = __doc__

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """One transaction, so that nobody searches half an index."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO core_searchfts(core_searchfts) VALUES ('rebuild')")
        counts: Counter[str] = Counter()
        public = SearchDocument.objects.filter(audience=EVERYONE).values_list("title", "body")
        for title, body in public.iterator(chunk_size=2000):
            counts.update(set(title.split()) | set(body.split()))
        SearchWord.objects.all().delete()
        rows = (SearchWord(word=word, documents=count) for word, count in counts.items())
        SearchWord.objects.bulk_create(rows, batch_size=400)
        self.stdout.write(f"{SearchDocument.objects.count()} documents, {len(counts)} words")

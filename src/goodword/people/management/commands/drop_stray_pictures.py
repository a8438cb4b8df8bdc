"""Deletes files of pictures that no row names any more, such as an erasure that was cut short leaves behind."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from goodword.people.models import Picture

RIPE = 3600
"""Seconds a file must have lain there: a newer one may belong to a row that is being written."""


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete them and say how many."""
        folder, before, gone = Path(settings.MEDIA_ROOT), time.time() - RIPE, 0
        for file in (folder / "pictures").glob("*/*"):
            name = file.relative_to(folder).as_posix()
            if file.stat().st_mtime < before and not Picture.objects.filter(file=name).exists():
                file.unlink()
                gone += 1
        self.stdout.write(f"{gone} deleted")

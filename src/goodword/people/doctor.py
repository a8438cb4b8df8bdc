"""Whether the pictures of this room's rows are there, and nothing else lies beside them."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from goodword.core.doctor import Finding, check
from goodword.people.models import Picture


@check("files")
def _pictures() -> Iterator[Finding]:
    """Rows without a file show a broken picture; files without a row are only room on the disk, or an erasure cut short."""
    folder = Path(settings.MEDIA_ROOT) / "pictures"
    there = {f"pictures/{file.parent.name}/{file.name}" for file in folder.glob("*/*") if file.is_file()}
    named = set(Picture.objects.values_list("file", flat=True))
    missing = sorted(named - there)
    says = f"{len(named)}, each with its file"
    if missing:
        says = f"{len(missing)} of {len(named)} files are gone ({missing[0]}): restore media/ from the last backup"
    yield Finding("pictures", not missing, says)
    extra = sorted(there - named)
    if extra:
        says = f"{len(extra)} that no row names, as {extra[0]}: ./goodword manage drop_stray_pictures deletes them"
        yield Finding("stray pictures", False, says, matters=False)

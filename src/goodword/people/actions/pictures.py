"""Pictures people send: re-encoded, stored under the hash of their bytes, shown only through the gate."""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from goodword.core import clock, pictures
from goodword.core.errors import NotAllowed
from goodword.core.events import publish
from goodword.core.text import clean_line
from goodword.people.events import ProfileChanged
from goodword.people.models import Person, Picture

FACE_SIDE = 400  # px


def keep_picture(
    file: BinaryIO, *, by: Person, alt: str = "", size: int | None = None, longest: int = pictures.LONGEST_SIDE,
    at: datetime | None = None,
) -> Picture:  # fmt: skip
    """Re-encode and keep an upload. Nobody but its owner sees it until something that may be seen shows it. Raises Invalid."""
    encoded = pictures.reencode(file, size, longest=longest)
    return Picture.objects.create(
        owner=by,
        file=_store(encoded.content),
        width=encoded.width,
        height=encoded.height,
        alt=clean_line(alt, 300),
        created_at=at or clock.now(),
    )


@transaction.atomic
def set_own_picture(person: Person, file: BinaryIO | None, *, by: Person, size: int | None = None) -> None:
    """Show a picture as one's face, or none. Raises Invalid, NotAllowed."""
    if by.pk != person.pk:
        raise NotAllowed(_("This is not your profile."))
    old = person.picture
    person.picture = keep_picture(file, by=by, size=size, longest=FACE_SIDE) if file else None
    person.save(update_fields=["picture"])
    if old is not None:
        drop_picture(old)
    publish(ProfileChanged(person_id=person.pk))


def drop_picture(picture: Picture) -> None:
    """Delete a picture, and its bytes once no other picture has the same."""
    name = picture.file
    picture.delete()
    if not Picture.objects.filter(file=name).exists():
        transaction.on_commit(lambda: path_of(name).unlink(missing_ok=True))


def path_of(name: str) -> Path:
    """Where the bytes of `Picture.file` lie."""
    return Path(settings.MEDIA_ROOT) / name


def _store(content: bytes) -> str:
    """Write bytes under their hash, whole or not at all; the same bytes are kept once. Returns the name below MEDIA_ROOT."""
    digest = hashlib.sha256(content).hexdigest()
    name = f"pictures/{digest[:2]}/{digest}.webp"
    target = path_of(name)
    if target.exists():
        return name
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, target)
    return name

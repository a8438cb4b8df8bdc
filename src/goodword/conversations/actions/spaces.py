"""Spaces: the parts of the community."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goodword.conversations import policy
from goodword.conversations.models import Space
from goodword.core import clock
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.text import clean_line, slug
from goodword.people.models import Person
from goodword.people.queries import viewer_of


@transaction.atomic
def make_space(
    name: str, *, by: Person, line: str = "", position: int = 0, staff_only: bool = False, key: str = ""
) -> Space:
    """Open a space. key: its part of the address, else made from the name. Raises NotAllowed, Invalid, Conflict."""
    _must_edit(by)
    space = Space(slug=slug(key or name), staff_only=staff_only)
    _describe(space, name, line, position)
    try:
        with transaction.atomic():
            space.save()
    except IntegrityError as error:
        raise Conflict(_("There is a space of this name already."), field="name") from error
    return space


@transaction.atomic
def edit_space(
    space: Space, *, by: Person, name: str, line: str = "", position: int = 0, staff_only: bool = False
) -> Space:
    """Change a space; its address stays. Raises NotAllowed, Invalid."""
    _must_edit(by)
    _describe(space, name, line, position)
    space.staff_only = staff_only
    space.save(update_fields=["name", "line", "position", "staff_only"])
    return space


@transaction.atomic
def archive_space(space: Space, *, by: Person, at: datetime | None = None) -> Space:
    """Close a space: what is in it stays readable, nothing new is opened there. Raises NotAllowed."""
    _must_edit(by)
    space.archived_at = space.archived_at or at or clock.now()
    space.save(update_fields=["archived_at"])
    return space


@transaction.atomic
def reopen_space(space: Space, *, by: Person) -> Space:
    """Open a closed space again. Raises NotAllowed."""
    _must_edit(by)
    space.archived_at = None
    space.save(update_fields=["archived_at"])
    return space


def _describe(space: Space, name: str, line: str, position: int) -> None:
    space.name, space.line = clean_line(name, 121), clean_line(line, 300)
    space.position = max(0, min(position, 999))
    if not space.name or len(space.name) > 120 or slug(space.name) == "-":
        raise Invalid(_("A space needs a name of at most 120 characters."), field="name")


def _must_edit(by: Person) -> None:
    if not policy.can_edit_places(viewer_of(by)):
        raise NotAllowed(_("A host or a manager looks after spaces and tags."))

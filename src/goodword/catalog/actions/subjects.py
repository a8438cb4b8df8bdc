"""Shelves: adding, renaming and moving them. `path` and the counts of the branch follow."""

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from goodword.catalog.actions._allowed import must_edit
from goodword.catalog.actions.shelf_counts import Deltas, move, total
from goodword.catalog.events import SubjectChanged
from goodword.catalog.models import ShelfCount, Subject
from goodword.core.errors import Conflict, Invalid
from goodword.core.events import publish
from goodword.core.text import clean_line, slug
from goodword.people.models import Person

DEEPEST = 12  # levels; a path of twelve ids fits its column


@transaction.atomic
def add_subject(
    name: str, *, by: Person | None, parent: Subject | None = None, address: str = "", position: int = 0
) -> Subject:
    """Put up a shelf. `address`: its slug, else made from the name. Raises NotAllowed, Invalid, Conflict (slug taken)."""
    must_edit(by)
    if parent is not None and len(parent.branch) >= DEEPEST:
        raise Invalid(_("Shelves cannot be nested deeper than this."), field="parent")
    try:
        with transaction.atomic():
            subject = Subject.objects.create(
                name=_name(name), slug=slug(address or name), parent=parent, path="/", position=position
            )
    except IntegrityError as error:
        raise Conflict(_("There is a shelf with this address already."), field="name") from error
    subject.path = f"{parent.path if parent else '/'}{subject.pk}/"
    subject.save(update_fields=["path"])
    return subject


@transaction.atomic
def change_subject(
    subject: Subject, *, by: Person | None, name: str, parent: Subject | None, position: int = 0
) -> Subject:
    """Rename a shelf, or hang its branch elsewhere; its address stays. Raises NotAllowed, Invalid (below itself)."""
    must_edit(by)
    subject = Subject.objects.select_for_update().get(pk=subject.pk)
    subject.name, subject.position = _name(name), min(max(position, 0), 30_000)
    subject.save(update_fields=["name", "position"])
    if (parent.pk if parent else None) != subject.parent_id:
        _hang(subject, parent)
    publish(SubjectChanged(subject_id=subject.pk))
    return subject


def _hang(subject: Subject, parent: Subject | None) -> None:
    if parent is not None and subject.pk in parent.branch:
        raise Invalid(_("A shelf cannot stand below itself."), field="parent")
    deepest = max(len(other.branch) for other in Subject.objects.filter(path__startswith=subject.path))
    if deepest - len(subject.branch) + 1 + (len(parent.branch) if parent else 0) > DEEPEST:
        raise Invalid(_("Shelves cannot be nested deeper than this."), field="parent")
    before, after = subject.branch[:-1], parent.branch if parent else []
    old = subject.path
    new = f"{parent.path if parent else '/'}{subject.pk}/"
    Subject.objects.filter(path__startswith=old).update(
        path=Concat(Value(new), Substr(F("path"), len(old) + 1))
    )
    subject.parent, subject.path = parent, new
    subject.save(update_fields=["parent"])
    move(total([_carried(subject, before, -1), _carried(subject, after, +1)]))


def _carried(subject: Subject, ancestors: list[int], sign: int) -> Deltas:
    """What a branch adds to the counts of these ancestors."""
    own = {("", ""): subject.product_count}
    rows = ShelfCount.objects.filter(subject=subject).values_list("facet", "key", "count")
    own |= {(facet, key): count for facet, key, count in rows}
    return Deltas({(above, *choice): sign * count for above in ancestors for choice, count in own.items()})


def _name(name: str) -> str:
    clean = clean_line(name, 121)
    if not clean or len(clean) > 120:
        raise Invalid(_("A shelf needs a name of at most 120 characters."), field="name")
    return clean

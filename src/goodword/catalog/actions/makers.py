"""Makers: authors, brands, workshops."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goodword.catalog.actions._allowed import must_edit
from goodword.catalog.events import MakerChanged
from goodword.catalog.models import Maker
from goodword.core.errors import Conflict, Invalid
from goodword.core.events import publish
from goodword.core.text import clean_line
from goodword.people.models import Person


@transaction.atomic
def add_maker(name: str, *, by: Person | None) -> Maker:
    """The maker of this name, made where there is none. Raises NotAllowed, Invalid."""
    must_edit(by)
    maker, _new = Maker.objects.get_or_create(name=maker_name(name))
    return maker


@transaction.atomic
def change_maker(maker: Maker, *, by: Person | None, name: str, person: Person | None) -> Maker:
    """Correct a maker's name; `person` may answer reviews as the maker. Raises NotAllowed, Invalid, Conflict (name taken)."""
    must_edit(by)
    maker = Maker.objects.select_for_update().get(pk=maker.pk)
    maker.name, maker.person = maker_name(name), person
    try:
        with transaction.atomic():
            maker.save(update_fields=["name", "person"])
    except IntegrityError as error:
        raise Conflict(_("There is a maker of this name already."), field="name") from error
    publish(MakerChanged(maker_id=maker.pk))
    return maker


def maker_name(name: str) -> str:
    """A cleaned name. Raises Invalid when nothing is left or it is too long."""
    clean = clean_line(name, 301)
    if not clean or len(clean) > 300:
        raise Invalid(_("A maker needs a name of at most 300 characters."), field="maker")
    return clean

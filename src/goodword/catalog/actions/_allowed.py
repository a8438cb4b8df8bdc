"""The question every verb of the catalogue asks first."""

from django.utils.translation import gettext as _

from goodword.catalog import policy
from goodword.core.errors import NotAllowed
from goodword.people.models import Person
from goodword.people.queries import viewer_of


def must_edit(by: Person | None) -> None:
    """Raises NotAllowed unless `by` keeps the shelves. None is the house itself: the command line, an import."""
    if by is not None and not policy.can_edit_catalog(viewer_of(by)):
        raise NotAllowed(_("Only staff who keep the shelves can do this."))


def must_confirm_orders(by: Person | None) -> None:
    """Raises NotAllowed unless `by` may say what was bought. None is the house itself."""
    if by is not None and not policy.can_confirm_orders(viewer_of(by)):
        raise NotAllowed(_("Only staff who handle orders can do this."))

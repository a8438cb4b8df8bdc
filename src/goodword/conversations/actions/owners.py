"""Asking those who have a thing what it is like (CA-6)."""

from django.db import transaction
from django.utils.translation import gettext as _

from goodword.catalog.models import Product
from goodword.catalog.queries.products import recent_owners
from goodword.conversations.events import OwnersAsked
from goodword.conversations.models import ReviewDetail
from goodword.core.errors import Conflict, NotAllowed
from goodword.core.events import publish
from goodword.people.models import Person
from goodword.people.queries import viewer_of

MOST_ASKED = 5  # owners told of one question: those who bought last


@transaction.atomic
def ask_owners(product: Product, *, by: Person) -> int:
    """Ask the owners of a product without reviews to write the first one. Returns how many will be told.

    Each owner is asked once about a product, whoever asks. Raises NotAllowed, Conflict (there are reviews, or nobody to ask).
    """
    if not viewer_of(by).signed_in:
        raise NotAllowed(_("Please sign in first."))
    if ReviewDetail.objects.filter(product=product, topic__state="published").exists():
        raise Conflict(_("Somebody has said already what it is like."))
    owners = recent_owners(product, limit=MOST_ASKED, leave_out=frozenset({by.pk}))
    if not owners:
        raise Conflict(_("Nobody who has it can be asked at the moment."))
    publish(OwnersAsked(product_id=product.pk, by_id=by.pk))
    return len(owners)

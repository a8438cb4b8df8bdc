"""A form sent twice writes once: it carries a hidden key, and the second sending is led to what the first one made.

A template says `{% once_key %}` inside the form; the view says `once.run(request, lambda: open_topic(…).get_absolute_url())`.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction

from goodword.core import clock
from goodword.core.http import Request
from goodword.core.models import OnceKey

FIELD = "once"
KEPT_FOR = timedelta(days=2)  # longer than a form token lives


def new_key() -> str:
    """A key for one form on one page."""
    return secrets.token_urlsafe(12)


def run(request: Request, make: Callable[[], str]) -> str:
    """Call `make`, which writes and returns an address, unless this form was sent before: then return that address.

    A refusal inside `make` frees the key, so that a corrected form can be sent. The key counts for its sender only.
    """
    given = request.POST.get(FIELD, "")[:60]
    if not given:
        return make()
    key = f"{request.viewer.id}:{given}"
    if earlier := _outcome(key):
        return earlier
    try:
        with transaction.atomic():
            row = OnceKey.objects.create(key=key, outcome="", at=clock.now())
            row.outcome = make()
            row.save(update_fields=["outcome"])
    except IntegrityError:
        if earlier := _outcome(key):
            return earlier
        raise
    return row.outcome


def forget_old() -> int:
    """Drop keys whose form can no longer be sent. Returns how many."""
    gone, _ = OnceKey.objects.filter(at__lt=clock.now() - KEPT_FOR).delete()
    return gone


def _outcome(key: str) -> str:
    return OnceKey.objects.filter(key=key).values_list("outcome", flat=True).first() or ""

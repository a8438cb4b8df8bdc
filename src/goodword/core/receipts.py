"""Receipts: `received` is the number of these rows, never a sum of states (law 3)."""

import hashlib
from datetime import datetime

from goodword.core import clock
from goodword.core.gate import Ref
from goodword.core.models import Receipt
from goodword.core.puids import new_puid


def give(subject_puid: str, *, about: Ref, text: str, at: datetime | None = None) -> Receipt:
    """Write the receipt of one submission, in the transaction of the submission.

    subject_puid: the public id of what was received. about: what it is about. text: its words; only a SHA-256 is kept.
    """
    return Receipt.objects.create(
        puid=new_puid(),
        about_kind=about.kind,
        about_id=about.id,
        subject_puid=subject_puid,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        at=at or clock.now(),
    )


def received(about: Ref) -> int:
    """How many submissions about this object were ever received."""
    return Receipt.objects.filter(about_kind=about.kind, about_id=about.id).count()

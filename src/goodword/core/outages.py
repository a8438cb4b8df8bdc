"""What the machine cannot do just now, told as what it is: a full disk (507) or a database that does not answer (503).

Reading goes on as far as it can; a write that was refused this way left nothing behind.
"""

import errno

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from goodword.core.errors import Refused, Waiting

SQLITE_FULL = "database or disk is full"
DISK_FULL = "53100"
"""PostgreSQL's SQLSTATE of a full disk."""
SOON = 5
"""Seconds until it is worth trying again."""


class Full(Refused):
    """There is no room on the disk (507). Nothing was written."""

    status = 507
    kind = "disk-full"


class Silent(Waiting):
    """The database does not answer (503): the page that says so must not ask it either."""


def as_refusal(error: BaseException) -> Refused | None:
    """What to tell of an error that the machine is to blame for; None for any other, which is a fault of ours."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _full()
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    cause = error.__cause__
    if SQLITE_FULL in str(error) or getattr(cause, "sqlstate", None) == DISK_FULL:
        return _full()
    return Silent(
        _("The database does not answer just now. Nothing is lost; please try again in a moment."),
        retry_after=SOON,
    )


def _full() -> Full:
    return Full(
        _("There is no room on the disk, so this could not be kept. Reading works; please try again later."),
        retry_after=300,
    )

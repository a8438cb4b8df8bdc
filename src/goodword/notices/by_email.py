"""The channel e-mail: a confirmed address that is not suppressed, one connection for many mails, and what a server's answer means."""

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextlib import suppress as silence
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from typing import ClassVar

from django.core.mail import get_connection
from django.utils.translation import gettext_lazy

from goodword.notices import policy
from goodword.notices.actions.suppression import suppress
from goodword.notices.channels import Carry, Channel, Later, Parcel, Refused
from goodword.notices.letters import letter
from goodword.notices.models import Pace, Suppression
from goodword.notices.suppressed import suppressed
from goodword.people.models import Person

log = logging.getLogger(__name__)
# RFC 3463: no such mailbox, no such system, bad address, moved away, no mail accepted, mailbox disabled.
GONE = re.compile(rb"\b5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b")


class Email(Channel):
    """Mail over the server of GOODWORD_MAIL_URL."""

    key = "email"
    label = gettext_lazy("By e-mail")
    paces: ClassVar[tuple[Pace, ...]] = (Pace.AT_ONCE, Pace.BUNDLED, Pace.DAILY, Pace.WEEKLY)
    defaults: ClassVar[dict[str, Pace]] = policy.EMAIL_DEFAULTS
    expected: ClassVar[bool] = True

    def unreachable(self, persons: Sequence[Person]) -> dict[int, str]:
        """Nobody is written to whose address is not known to be theirs, or is to be left alone."""
        shut = suppressed(person.email for person in persons if person.email)
        found: dict[int, str] = {}
        for person in persons:
            if not person.email or person.email_confirmed_at is None:
                found[person.pk] = "the address is not confirmed"
            elif person.email in shut:
                found[person.pk] = f"the address is suppressed: {shut[person.email].cause}"
        return found

    @contextmanager
    def line(self) -> Iterator[Carry]:
        """One connection to the mail server. Raises Later when it cannot be had."""
        connection = get_connection()
        try:
            connection.open()
        except (SMTPException, OSError) as error:
            raise Later(f"no connection: {_said(error)}", broken=True) from error

        def carry(parcel: Parcel) -> None:
            try:
                connection.send_messages([letter(parcel)])
            except (SMTPException, OSError) as error:
                raise _meaning(error, parcel) from error

        try:
            yield carry
        finally:
            with silence(SMTPException, OSError):  # the other side may have gone before us
                connection.close()


def _meaning(error: SMTPException | OSError, parcel: Parcel) -> Later | Refused:
    """What an answer of the server means: later, never, or that the line is broken. A mailbox that is gone is suppressed."""
    if isinstance(error, SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        if code >= 500 and GONE.search(words):
            suppress(parcel.person.email or "", Suppression.Cause.BOUNCE)
        reason = f"{code} {words.decode('utf-8', 'replace')}"
        return Refused(reason) if code >= 500 else Later(reason, broken=code == 421)
    if isinstance(error, SMTPDataError):
        reason = _said(error)
        return Refused(reason) if error.smtp_code >= 500 else Later(reason, broken=error.smtp_code == 421)
    return Later(_said(error), broken=True)


def _said(error: SMTPException | OSError) -> str:
    if isinstance(error, SMTPResponseException):
        words = error.smtp_error
        return f"{error.smtp_code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
    kind = "the connection was dropped" if isinstance(error, SMTPServerDisconnected) else type(error).__name__
    return f"{kind}: {error}"

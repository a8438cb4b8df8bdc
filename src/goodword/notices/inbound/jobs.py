"""A look into the mailbox, every minute."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError

from goodword.core import clock, restoring
from goodword.core.jobs import every
from goodword.core.tasks import task
from goodword.notices.inbound import intake, mailbox
from goodword.notices.models import Received

log = logging.getLogger(__name__)
KEPT_FOR = timedelta(days=180)  # longer than a mail server keeps trying, and than a reply address lives


@every(timedelta(minutes=1))
@task()
def look_for_mail() -> None:
    """Take what came in. The next look is a minute away, so a mailbox that does not answer is only logged."""
    if not settings.GOODWORD_MAIL_IN_URL:
        return
    try:
        look()
    except mailbox.Unreachable as error:
        log.warning("the mailbox could not be looked at: %s", error)


def look() -> int:
    """Take each waiting mail; what cannot be taken is put aside. Returns how many there were. Raises mailbox.Unreachable."""
    count = 0
    with mailbox.opened(settings.GOODWORD_MAIL_IN_URL) as box:
        for mail in box.waiting():
            count += 1
            if _take(mail):
                box.taken(mail.uid)
            else:
                box.refuse(mail.uid)
    return count


def _take(mail: mailbox.Waiting) -> bool:
    """Whether a mail was taken. A database that is busy or gone is not the mail's fault: it stays where it is."""
    if mail.raw is None:
        log.warning("mail %s is larger than what is read", mail.uid.decode())
        return False
    try:
        received = intake.take(mail.raw)
    except DatabaseError:
        raise
    except Exception:  # whatever one mail breaks, the next ones are taken
        log.exception("mail %s could not be taken", mail.uid.decode())
        return False
    return received.outcome != Received.Outcome.UNREADABLE


@every(timedelta(hours=24))
@task()
def forget_received() -> None:
    """Which mails were taken half a year ago need not be known any more."""
    Received.objects.filter(at__lt=clock.now() - KEPT_FOR).delete()


restoring.safe_again(look_for_mail)
restoring.safe_again(forget_received)

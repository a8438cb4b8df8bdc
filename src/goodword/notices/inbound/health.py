"""What `./goodword doctor mail` looks at on the way in: whether replies and bounces arrive, and what came in lately."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Count

from goodword.core import clock
from goodword.core.doctor import Finding, check
from goodword.notices.inbound import mailbox
from goodword.notices.models import Received, Returned

LATELY = timedelta(days=7)
LEAST_SECRET = 32  # characters of GOODWORD_MAIL_IN_SECRET


@check("mail")
def incoming() -> Iterator[Finding]:
    """Can somebody reply by mail, and do we hear of bounces?"""
    url, secret = settings.GOODWORD_MAIL_IN_URL, settings.GOODWORD_MAIL_IN_SECRET
    if not url and not secret:
        says = "nobody looks for replies and bounces: set GOODWORD_MAIL_IN_URL or GOODWORD_MAIL_IN_SECRET"
        yield Finding("mail in", False, says, matters=False)
        return
    if url:
        yield _mailbox(url)
    if secret and len(secret) < LEAST_SECRET:
        says = f"GOODWORD_MAIL_IN_SECRET has less than {LEAST_SECRET} characters, so POST /mail/in is shut"
        yield Finding("mail in", False, says)
    if not settings.GOODWORD_MAIL_REPLY_TO:
        yield Finding("replies by mail", False, "nobody can reply: set GOODWORD_MAIL_REPLY_TO", matters=False)
    elif not settings.GOODWORD_MAIL_IN_AUTHSERV:
        says = "a reply counts by its signed address and From alone; set GOODWORD_MAIL_IN_AUTHSERV to the name of your mail server"
        yield Finding("who replied", False, says, matters=False)
    yield from _lately()


def _mailbox(url: str) -> Finding:
    try:
        place = mailbox.place_of(url)
        with mailbox.opened(url):
            return Finding("mail in", True, f"{place.host}:{place.port} lets us in, folder {place.folder}")
    except mailbox.Unreachable as error:
        return Finding("mail in", False, f"{error}: look at GOODWORD_MAIL_IN_URL")


def _lately() -> Iterator[Finding]:
    since = clock.now() - LATELY
    received = Received.objects.filter(at__gte=since).values_list("outcome").annotate(Count("id")).order_by()
    counts = dict(received)
    words = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())) or "nothing"
    yield Finding("came in this week", True, words)
    unreadable = counts.get(Received.Outcome.UNREADABLE, 0)
    if unreadable:
        says = (
            f"{unreadable} mails could not be read; those of the mailbox lie in its folder {mailbox.REFUSED}"
        )
        yield Finding("mails put aside", False, says, matters=False)
    complaints = Returned.objects.filter(at__gte=since, kind=Returned.Kind.COMPLAINT).count()
    if complaints:
        yield Finding("complaints", False, f"{complaints} this week: their addresses get no more mail")

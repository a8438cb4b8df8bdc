"""What `./goodword doctor mail` looks at: whether mail can go out, whether it will be believed, and what waits or was refused.

Nothing here asks the DNS: what a domain must say is told as advice.
"""

from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPAuthenticationError, SMTPException, SMTPNotSupportedError
from ssl import SSLError
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.db.models import Count

from goodword.core import clock
from goodword.core.doctor import Finding, check
from goodword.core.settings_registry import site_setting
from goodword.notices.models import Outgoing, Suppression

LATE = timedelta(minutes=30)
LATELY = timedelta(days=7)


@check("mail")
def server() -> Iterator[Finding]:
    """Is there a mail server, and does it let us in?"""
    if not settings.GOODWORD_MAIL_URL:
        demo = settings.GOODWORD_MODE in ("demo", "dev")
        says = f"none is set; each mail becomes a file in {settings.MAILBOX}"
        advice = "" if demo else ". Set GOODWORD_MAIL_URL, for instance smtp+tls://user:password@host:587"
        yield Finding("mail server", demo, says + advice)
        return
    place = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    way = "TLS" if settings.EMAIL_USE_SSL else "STARTTLS" if settings.EMAIL_USE_TLS else "no encryption"
    user = f"as {settings.EMAIL_HOST_USER}" if settings.EMAIL_HOST_USER else "without a login"
    if error := cannot_connect():
        yield Finding("mail server", False, f"{place}, {way}, {user}: {error}")
        return
    yield Finding("mail server", True, f"{place} answers, {way}, {user}")
    local = settings.EMAIL_HOST in ("localhost", "127.0.0.1", "::1")
    if way == "no encryption" and not local:
        yield Finding(
            "mail on the wire", False, "goes over the network in the clear: use smtp+tls:// or smtp+ssl://"
        )


def cannot_connect() -> str:
    """Connect, with encryption and login as they are set; "" when it worked, else what went wrong and what to do."""
    connection = get_connection()
    try:
        connection.open()
        connection.close()
    except SMTPAuthenticationError:
        return "refuses user or password; a special character in GOODWORD_MAIL_URL is written as %40 and the like"
    except SMTPNotSupportedError:
        return "offers no STARTTLS or no login on this port: try smtp+ssl:// with port 465, or smtp:// within your own network"
    except SSLError as error:
        return f"encryption failed ({error.reason or error}): the name must be that of its certificate, and 465 is smtp+ssl://"
    except (OSError, SMTPException) as error:
        if isinstance(error, TimeoutError) or "timed out" in str(error):
            return "does not answer in time: many hosters close port 25 and 465; try 587"
        return f"cannot be reached ({type(error).__name__}: {error}): look at host, port and firewall"
    return ""


@check("mail")
def believed() -> Iterator[Finding]:
    """Will what we send be believed? Addresses that fit, a name to the sender, a page to stop it."""
    sender = settings.DEFAULT_FROM_EMAIL
    domain, host = sender.rpartition("@")[2].strip(">"), urlsplit(settings.GOODWORD_SITE_URL).hostname or ""
    fits = host == domain or host.endswith(f".{domain}") or domain.endswith(f".{host}")
    says = (
        f"{sender}, on the site {host}"
        if fits
        else (
            f"{sender} is of another domain than the site ({host}): readers and filters trust it less. Set GOODWORD_MAIL_FROM"
        )
    )
    real = settings.GOODWORD_MODE == "serve"
    yield Finding("sender", fits, says, matters=False)
    secure = settings.GOODWORD_SITE_URL.startswith("https://")
    says = "works by https" if secure else "mail programs want https for it: set GOODWORD_SITE_URL"
    if real:
        yield Finding("stopping by one click", secure, says, matters=bool(settings.GOODWORD_MAIL_URL))
    operator = bool(site_setting("site.operator"))
    missing = "no address stands under the mails; the law of most countries asks for one: set site.operator on the desk"
    yield Finding("who sends it", operator, "stands under each mail" if operator else missing, matters=real)
    dns = (
        f"the TXT record of {domain} names your mail server (SPF: v=spf1 …), the server signs with DKIM for {domain}, and"
        f" _dmarc.{domain} says v=DMARC1; p=none or stricter. Large mail providers refuse mail without these. Not looked up from here"
    )
    if real:
        yield Finding("what the DNS must say", True, dns)


@check("mail")
def outbox() -> Iterator[Finding]:
    """What waits too long, what was refused, and who is left alone."""
    now = clock.now()
    waiting = Outgoing.objects.filter(state=Outgoing.State.WAITING)
    late = waiting.filter(made_at__lt=now - LATE, attempts__gt=0).order_by("made_at")
    says = f"{waiting.count()} waiting"
    if first := late.first():
        says += (
            f", {late.count()} of them tried in vain since {first.made_at:%Y-%m-%d %H:%M} UTC: {first.reason}"
        )
    yield Finding("outbox", first is None, says)
    failed = Outgoing.objects.filter(state=Outgoing.State.FAILED, made_at__gt=now - LATELY)
    common = failed.values("reason").annotate(times=Count("id")).order_by("-times").first()
    says = f"{failed.count()} in the last week"
    if common:
        says += f", most often: {common['reason']} ({common['times']})"
    yield Finding("refused for good", common is None, says, matters=False)
    causes = dict(Suppression.objects.values_list("cause").annotate(Count("id")))
    left_alone = ", ".join(f"{cause} {times}" for cause, times in sorted(causes.items()))
    yield Finding("addresses left alone", True, left_alone or "none")

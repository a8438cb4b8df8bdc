"""`goodword doctor mail [ADDRESS]`: can mail go out, will it be believed, what waits; with an address, a test mail is sent there."""

import secrets
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from goodword.core import doctor, mail


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where a test mail goes."""
        parser.add_argument("address", nargs="?", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was found; exit with 1 when something a site needs is wrong or the test mail was not taken."""
        bad = False
        for finding in doctor.findings("mail"):
            mark = "ok " if finding.good else "BAD" if finding.matters else " - "
            self.stdout.write(f"{mark}  {finding.what}: {finding.says}")
            bad = bad or (finding.matters and not finding.good)
        if options["address"]:
            bad = not self._try(options["address"]) or bad
        if bad:
            raise CommandError("something about mail is to be mended")

    def _try(self, address: str) -> bool:
        """Send the test mail and say what the server said."""
        try:
            validate_email(address)
            mail.send(address, "notices/mail/test", {}, key=secrets.token_hex(8))
        except (SMTPException, OSError, ValueError) as error:
            self.stdout.write(f"BAD  test mail: {type(error).__name__}: {error}")
            return False
        except Exception as error:
            raise CommandError(f"the test mail could not be made: {error}") from error
        if not isinstance(get_connection(), EmailBackend):
            self.stdout.write(f"ok   test mail: kept in {settings.MAILBOX}, since no mail server is set")
            return True
        self.stdout.write(
            "ok   test mail: taken by the server. Has it come? Look into the folder for unwanted mail too, and at its"
        )
        self.stdout.write(
            "     headers: 'Authentication-Results' should say spf=pass, dkim=pass and dmarc=pass"
        )
        return True

"""The door through which a mail server hands over a mail: POST /mail/in."""

import hmac
import time
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from goodword.core.audience import public
from goodword.core.errors import Missing
from goodword.core.middleware import problem
from goodword.notices.inbound import intake
from goodword.notices.inbound.letter import MAX_BYTES

CLOCKS_DIFFER = 300  # seconds between their clock and ours
LEAST_SECRET = 32  # characters


@public
@require_POST
def mail_in(request: HttpRequest) -> HttpResponse:
    """Take one mail (RFC 5322, as it came over the wire), signed with the secret both sides know. The same mail twice is one."""
    secret = settings.GOODWORD_MAIL_IN_SECRET
    if len(secret) < LEAST_SECRET:
        raise Missing()
    stamp, given = request.headers.get("X-Mail-Timestamp", ""), request.headers.get("X-Mail-Signature", "")
    if not _fresh(stamp) or not given:
        return problem(401, "not-signed", "", request)
    raw = request.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        return problem(413, "too-large", "", request)
    if not hmac.compare_digest(signature(secret, stamp, raw).encode(), given.encode()):
        return problem(401, "not-signed", "", request)
    received = intake.take(raw)
    return JsonResponse({"outcome": received.outcome, "reason": received.reason})


# A mail server posts here: no page of ours, no session, and the signature is the proof.
vars(mail_in)["formguard_exempt"] = True


def signature(secret: str, stamp: str, raw: bytes) -> str:
    """What signs a mail: "sha256=" and the HMAC-SHA256 of timestamp, a dot, and the mail."""
    return f"sha256={hmac.new(secret.encode(), f'{stamp}.'.encode() + raw, sha256).hexdigest()}"


def _fresh(stamp: str) -> bool:
    return (
        stamp.isascii()
        and stamp.isdigit()
        and len(stamp) < 12
        and abs(time.time() - int(stamp)) < CLOCKS_DIFFER
    )

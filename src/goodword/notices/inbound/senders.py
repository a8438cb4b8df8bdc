"""Whether a mail was written by a person, and by the one it says: what its headers tell, and whom one may believe.

A machine's mail is never answered and never published (RFC 3834). Who wrote a mail is told by Authentication-Results (RFC 8601), and only
by those of the server named in GOODWORD_MAIL_IN_AUTHSERV: everybody can write such a header. With that name set, a mail counts only if its
DMARC, or an aligned DKIM or SPF, passed. Without it the topmost header, which the receiving server adds last, may deny a mail, and is
not needed.
"""

import re
from email.utils import parseaddr

from django.conf import settings

from goodword.notices.inbound.letter import Letter

_MACHINES = re.compile(
    r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|noreply.*|bounces?|.*-bounces?|listserv|majordomo)",
    re.IGNORECASE,
)
_RESULT = re.compile(r"\b(dmarc|dkim|spf)\s*=\s*(\w+)", re.IGNORECASE)
_DOMAIN = re.compile(
    r"\b(?:header\.(?:d|i|from)|smtp\.mailfrom)\s*=\s*\"?(?:[^\s;@\"]*@)?([^\s;@\"]+)", re.IGNORECASE
)
_REMARK = re.compile(r"\([^()]{0,500}\)")


def automatic(letter: Letter) -> str:
    """Why this mail was not written by a person ("auto-submitted", "list" …), "" if it was."""
    submitted = letter.header("auto-submitted").split(";")[0].strip().lower()
    precedence = letter.header("precedence").lower()
    box = letter.sender.partition("@")[0]
    reasons = {
        "null-sender": letter.header("return-path") in ("<>", "<MAILER-DAEMON>"),
        "auto-submitted": submitted not in ("", "no"),
        "precedence": precedence in ("bulk", "junk", "list", "auto_reply"),
        "list": bool(
            letter.header("list-id") or letter.header("list-unsubscribe") or letter.header("list-post")
        ),
        "autoreply": bool(letter.header("x-autoreply") or letter.header("x-autorespond"))
        or letter.header("x-auto-response-suppress").lower() in ("all", "oof, autoreply"),
        "report": bool(letter.report_kind)
        or letter.header("content-type").lower().startswith("multipart/report"),
        "machine": bool(_MACHINES.fullmatch(box)),
        "own": letter.sender == parseaddr(settings.DEFAULT_FROM_EMAIL)[1].casefold(),
        "loop": letter.header("x-loop") != "" or len(letter.all("received")) > 50,
    }
    return next((name for name, holds in reasons.items() if holds), "")


def doubt(letter: Letter) -> str:
    """Why this mail is not believed to come from its sender: "failed" or "unproven"; "" if it is believed."""
    trusted = settings.GOODWORD_MAIL_IN_AUTHSERV.strip().lower()
    headers = letter.all("authentication-results")
    if trusted:
        believed = [value for value in headers if _server(value) == trusted][:1]
        if not believed:
            return "unproven"
    else:
        believed = headers[:1]
    domain = letter.sender.partition("@")[2]
    verdict = [_verdict(value, domain) for value in believed]
    if "fail" in verdict:
        return "failed"
    return "" if "pass" in verdict or not trusted else "unproven"


def proven(letter: Letter) -> bool:
    """Whether a server we trust says that the sender is who they say: only then is a stranger ever answered."""
    return bool(settings.GOODWORD_MAIL_IN_AUTHSERV) and not doubt(letter)


def _server(value: str) -> str:
    """The name of the server that wrote an Authentication-Results."""
    words = _REMARK.sub("", value).split(";")[0].split()
    return words[0].lower() if words else ""


def _verdict(value: str, domain: str) -> str:
    """ "pass", "fail" or "" for one header. DMARC decides; without it, an aligned DKIM or SPF."""
    aligned = False
    for part in _REMARK.sub("", value).split(";")[1:]:
        found = _RESULT.search(part)
        if not found:
            continue
        method, result = found[1].lower(), found[2].lower()
        if method == "dmarc" and result in ("pass", "fail"):
            return result
        belongs = _DOMAIN.search(part)
        aligned = aligned or (result == "pass" and belongs is not None and _aligned(belongs[1], domain))
    return "pass" if aligned else ""


def _aligned(signer: str, sender: str) -> bool:
    """Whether two domains are the same, or the signer stands above the sender (by labels, never by letters)."""
    signer, sender = signer.lower().rstrip("."), sender.lower().rstrip(".")
    return bool(signer) and (signer == sender or ("." in signer and sender.endswith(f".{signer}")))

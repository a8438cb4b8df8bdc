"""What comes back of our mail: reports that it could not be delivered (RFC 3464), and complaints (RFC 5965).

A report counts only if it gives back the Message-ID of a mail we sent. That name is random and known to nobody but whoever had the mail,
so a made-up report changes nothing, and an invented one of a reader can only stop mail to themselves.
"""

import re

from goodword.core import clock
from goodword.notices.actions.suppression import suppress
from goodword.notices.inbound.letter import Letter
from goodword.notices.models import Outgoing, Received, Returned
from goodword.notices.suppressed import digest_of

_STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
_MESSAGE_ID = re.compile(r"<[^<>\s]{3,140}>")


def take(letter: Letter, received: Received) -> None:
    """Note what a report says of a mail of ours. A lasting failure and a complaint suppress the address it went to."""
    outgoing = _ours(letter)
    kind, status = _said(letter)
    if outgoing is None or not kind:
        received.outcome = Received.Outcome.IGNORED
        received.reason = "report"
        return
    received.outcome, received.reason = Received.Outcome.RETURNED, kind
    received.person_id = outgoing.person_id
    Returned.objects.get_or_create(
        outgoing=outgoing,
        kind=kind,
        defaults={"person_id": outgoing.person_id, "status": status, "at": clock.now()},
    )
    if kind != Returned.Kind.TRANSIENT:
        _suppress(outgoing, letter, "complaint" if kind == Returned.Kind.COMPLAINT else "bounce")


def _ours(letter: Letter) -> Outgoing | None:
    named = _MESSAGE_ID.search(letter.original.get("message-id", ""))
    if named is None:
        return None
    sent = Outgoing.objects.select_related("person").filter(message_id=named[0], channel="email")
    return sent.exclude(state=Outgoing.State.DROPPED).first()


def _said(letter: Letter) -> tuple[str, str]:
    """(kind, status) of a report; "" where it reports nothing that matters, such as a delivery."""
    for block in letter.report:
        if letter.report_kind == "feedback-report":
            is_complaint = block.get("feedback-type", "").lower() in (
                "abuse",
                "fraud",
                "virus",
                "other",
                "opt-out",
            )
            if is_complaint:
                return Returned.Kind.COMPLAINT, ""
        elif block.get("action", "").lower() in ("failed", "delayed"):
            found = _STATUS.search(block.get("status", ""))
            lasting = block["action"].lower() == "failed" and found is not None and found[1] == "5"
            if found:
                return (Returned.Kind.PERMANENT if lasting else Returned.Kind.TRANSIENT), found[0]
    return "", ""


def _suppress(outgoing: Outgoing, letter: Letter, cause: str) -> None:
    """The address the mail went to, wherever it is still known: it is the person's, or the report names it."""
    named = [block.get("final-recipient", "").partition(";")[2].strip() for block in letter.report]
    named += [block.get("original-recipient", "").partition(";")[2].strip() for block in letter.report]
    for address in (outgoing.person.email or "", *named):
        if address and digest_of(address) == outgoing.address_digest:
            suppress(address, cause)
            return

"""One mail in: read it, decide what it is, do it once. The mailbox and the webhook both come here.

Whatever a mail is, one row says that it was taken, in the transaction of what it caused: the same mail a second time, by whichever way,
changes nothing. A person whose reply could not be published hears why in one mail; nobody else is ever answered.
"""

import hashlib
import logging
import re
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils import translation

from goodword.core import clock, ratelimit
from goodword.core.errors import Missing, Refused, TooSoon
from goodword.notices.inbound import answers, returns, senders, tokens
from goodword.notices.inbound.letter import Letter, Unreadable, read
from goodword.notices.inbound.quotes import strip
from goodword.notices.models import Received
from goodword.notices.reply_takers import Sent, taker
from goodword.people.models import Person

log = logging.getLogger(__name__)
Outcome = Received.Outcome
REPLIES_AN_HOUR = 30  # of one person
_OURS = re.compile(
    r"/mail/(?:preferences|unsubscribe)/"
)  # stands in each mail of ours, and in nobody's own words


class _Declined(Exception):
    """A reply that is not published. The message is a word for `Received.reason`; `says`: a sentence for its writer, "" for none."""

    def __init__(self, reason: str, says: str = "") -> None:
        super().__init__(reason)
        self.says = says


def take(raw: bytes) -> Received:
    """Take one mail as it came over the wire, and say what became of it. Nothing a mail holds makes this raise."""
    try:
        letter = read(raw)
    except Unreadable as error:
        reason = str(error)
        return _once(hashlib.sha256(raw).hexdigest(), lambda row: _set(row, Outcome.UNREADABLE, reason))
    return _once(_name(letter, raw), lambda row: _decide(letter, row))


def _name(letter: Letter, raw: bytes) -> str:
    """What makes a mail one and the same: what its sender's program named it, and whom it is for; else its bytes."""
    message_id = letter.header("message-id")
    if not message_id:
        return hashlib.sha256(raw).hexdigest()
    said = "\n".join((message_id, letter.sender, letter.header("date"), tokens.find(letter.recipients)))
    return hashlib.sha256(said.encode()).hexdigest()


def _once(digest: str, decide: Callable[[Received], None]) -> Received:
    earlier = Received.objects.filter(digest=digest).first()
    if earlier is not None:
        return earlier
    try:
        with transaction.atomic():
            row = Received.objects.create(digest=digest, outcome=Outcome.IGNORED, at=clock.now())
            decide(row)
            row.save()
    except IntegrityError:
        earlier = Received.objects.filter(digest=digest).first()
        if earlier is None:
            raise
        return earlier
    return row


def _set(row: Received, outcome: str, reason: str) -> None:
    row.outcome, row.reason = outcome, reason[:40]


def _decide(letter: Letter, row: Received) -> None:
    if letter.report_kind in ("delivery-status", "feedback-report"):
        returns.take(letter, row)
        return
    if machine := senders.automatic(letter):
        _set(row, Outcome.IGNORED, machine)
        return
    token = tokens.find(letter.recipients)
    if not token:
        _set(row, Outcome.IGNORED, "to-nobody")
        return
    found = tokens.verify(token)
    if found is None:
        _set(row, Outcome.REFUSED, "forged-address")
        return
    said, person = found
    row.person_id = person.pk
    try:
        _must_be_theirs(letter, person)
        with translation.override(person.language or None):
            _publish(letter, said, person, row)
    except _Declined as declined:
        _set(row, Outcome.REFUSED, str(declined))
        answers.answer(
            person,
            str(declined),
            declined.says,
            row,
            to_them=str(declined) not in ("sender", "failed", "unproven"),
        )


def _must_be_theirs(letter: Letter, person: Person) -> None:
    """The mail is from the person the address was made for, as far as anybody can tell."""
    if not letter.sender or letter.sender != (person.email or "").casefold():
        raise _Declined("sender")
    if doubt := senders.doubt(letter):
        raise _Declined(doubt)


def _publish(letter: Letter, said: tokens.Token, person: Person, row: Received) -> None:
    if said.expires < clock.now():
        raise _Declined("expired")
    if person.state != Person.State.ACTIVE or person.email_confirmed_at is None:
        raise _Declined("account")
    words = strip(letter.text, sender=letter.sender_name)
    if tokens.find(words) or _OURS.search(words):
        raise _Declined("quote")
    if all(line.startswith(">") or not line for line in words.splitlines()) and not letter.pictures:
        raise _Declined("empty")
    pictures = tuple((file.name, file.content) for file in letter.pictures)
    try:
        with transaction.atomic():
            ratelimit.check(f"mail-reply:{person.pk}", limit=REPLIES_AN_HOUR, seconds=3600)
            made, _address = taker(said.about.kind)(
                person, said.about.id, Sent(words, pictures, letter.left_out)
            )
    except Missing as error:
        raise _Declined("gone") from error
    except TooSoon as error:
        raise _Declined("often", error.message) from error
    except Refused as error:
        raise _Declined("refused", error.message) from error
    _set(row, Outcome.REPLY, "")
    row.made_kind, row.made_id = made.kind, made.id

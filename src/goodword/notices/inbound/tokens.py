"""The address a reply goes to: signed, for one person, one object, a month.

GOODWORD_MAIL_REPLY_TO is "reply@community.example" for sub-addressing (reply+TOKEN@…) or "@in.community.example" for a domain all of whose
mail comes in (r-TOKEN@…). A token is base32 in small letters, since mail programs do not keep case: what it names, then the first
80 bits of an HMAC-SHA256 over that and the person's address. So it ends with the address, and nobody else's address has it.
"""

import base64
import binascii
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac

from goodword.core import clock
from goodword.core.gate import Ref
from goodword.notices import reply_takers as takers
from goodword.notices.models import Notice
from goodword.people.models import Person

LIVES = timedelta(days=30)
_MAC = 10  # bytes; a forger has to try them on our door, which counts
_EPOCH = date(2020, 1, 1)


@dataclass(frozen=True)
class Token:
    """What a reply address says, once its signature holds."""

    person_id: int
    about: Ref
    expires: datetime


def address_for(person: Person, notices: list[Notice]) -> str | None:
    """Where a reply to a mail with these notices goes: to the one thing they are about, else to their one conversation, else nowhere."""
    abouts = {Ref(notice.about_kind, notice.about_id) for notice in notices}
    if len(abouts) == 1:
        return address(person, abouts.pop())
    threads = {notice.thread for notice in notices}
    kind, _colon, number = threads.pop().partition(":") if len(threads) == 1 else ("", "", "")
    return address(person, Ref(kind, int(number))) if number.isdigit() else None


def address(person: Person, about: Ref) -> str | None:
    """The address by which this person replies to this object; None where mail does not come in, or nobody takes such replies."""
    box, at, host = settings.GOODWORD_MAIL_REPLY_TO.partition("@")
    letter = takers.letter_of(about.kind)
    if not at or not host or not letter or not person.email:
        return None
    payload = _payload(letter, person.pk, about.id, (clock.now() + LIVES).date())
    token = base64.b32encode(payload + _mac(payload, person)).decode().rstrip("=").lower()
    return f"{box}+{token}@{host}" if box else f"r-{token}@{host}"


def find(recipients: str) -> str:
    """The first token among addresses of ours in a text, "" if there is none. It is not verified yet."""
    box, at, host = settings.GOODWORD_MAIL_REPLY_TO.partition("@")
    if not at or not host:
        return ""
    lead = rf"{re.escape(box)}\+" if box else "r-"
    found = re.search(
        rf"(?<![\w.+-]){lead}([a-z2-7]{{20,64}})@{re.escape(host)}(?![\w.-])", recipients, re.IGNORECASE
    )
    return found[1].lower() if found else ""


def verify(token: str) -> tuple[Token, Person] | None:
    """What a token says and for whom, or None if this house did not sign it for that person's present address.

    Whether it has expired, and what the person may do, is for the caller to ask.
    """
    try:
        whole = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
        payload, mac = whole[:-_MAC], whole[-_MAC:]
        letter, person_id, about_id, day = _read(payload)
    except (binascii.Error, ValueError, IndexError):
        return None
    person = Person.objects.filter(pk=person_id).first()
    if not hmac.compare_digest(_mac(payload, person), mac) or person is None or not person.email:
        return None
    kind = takers.kind_of(letter)
    if not kind:
        return None
    expires = datetime.combine(_EPOCH + timedelta(days=day + 1), datetime.min.time(), UTC)
    return Token(person_id, Ref(kind, about_id), expires), person


def _mac(payload: bytes, person: Person | None) -> bytes:
    address = (person.email or "").casefold() if person else ""
    return salted_hmac("goodword.notices.reply", payload + address.encode(), algorithm="sha256").digest()[
        :_MAC
    ]


def _payload(letter: str, person_id: int, about_id: int, expires: date) -> bytes:
    day = (expires - _EPOCH).days
    return letter.encode("ascii") + day.to_bytes(2, "big") + _number(person_id) + _number(about_id)


def _read(payload: bytes) -> tuple[str, int, int, int]:
    letter, day = payload[:1].decode("ascii"), int.from_bytes(payload[1:3], "big")
    person_id, rest = _take_number(payload[3:])
    about_id, rest = _take_number(rest)
    if rest:
        raise ValueError("more than a token")
    return letter, person_id, about_id, day


def _number(value: int) -> bytes:
    """A length, then that many bytes: short for small numbers, at most nine."""
    size = max((value.bit_length() + 7) // 8, 1)
    return bytes([size]) + value.to_bytes(size, "big")


def _take_number(content: bytes) -> tuple[int, bytes]:
    size = content[0]
    if not 1 <= size <= 8 or len(content) < 1 + size:
        raise ValueError("no number")
    return int.from_bytes(content[1 : 1 + size], "big"), content[1 + size :]

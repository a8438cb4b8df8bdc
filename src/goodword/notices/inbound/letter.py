"""One mail as it came in, read within bounds: who it says it is from, to whom, its headers, its text, its pictures, its report.

The MIME parser of Python takes time and stack that grow with depth and number of parts, so both are counted on the raw bytes first.
Nothing here writes, and whatever the bytes are, the only thing raised is Unreadable.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from goodword.notices.inbound.page_text import text_of

MAX_BYTES = 10_000_000
MAX_HEADERS = 200_000  # bytes of the headers of a mail
MAX_REPORT = 200_000  # bytes read of a mail that holds a report: its first parts are what counts
MAX_DEPTH = 20  # parts inside parts
MAX_PARTS = 200
MAX_TEXT = 400_000  # characters of one text
MAX_VALUE = 2_000  # characters of one header
MAX_PICTURES = 4
_CHARSETS = frozenset(
    codecs.lookup(name).name
    for name in (
        *("ascii", "utf-8", "utf-16", "utf-32", "latin-1", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255"),
        *("cp1256", "cp1257", "cp1258", "cp874", "cp866", "koi8-r", "koi8-u", "gb2312", "gbk", "gb18030", "big5"),
        *("big5hkscs", "shift_jis", "cp932", "euc_jp", "iso2022_jp", "euc_kr", "cp949", "tis-620", "mac-roman"),
        *(f"iso8859-{number}" for number in (*range(1, 12), *range(13, 17))),
    )
)  # fmt: skip
_ONE_ADDRESS = re.compile(r'[^\s<>()",;:@\[\]\\\ud800-\udfff]{1,64}@[^\s<>()",;:@\[\]\\\ud800-\udfff]{1,190}')
_NAMED = re.compile(r"(?P<name>[^<>]*)<\s*(?P<address>[^<>\s]+)\s*>\s*")
_QUOTED_NAME = re.compile(r'"(?:[^"\\]|\\.)*"')


class Unreadable(Exception):
    """A mail beyond what is read here. The message is one word: "size", "headers", "depth", "parts" or "parser"."""


@dataclass(frozen=True)
class Attached:
    """A file that came along."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """What was read. `sender` is folded and "" where the mail names none or several. `left_out`: files that are not taken."""

    headers: tuple[tuple[str, str], ...]
    sender: str = ""
    sender_name: str = ""
    text: str = ""
    pictures: tuple[Attached, ...] = ()
    left_out: tuple[str, ...] = ()
    report_kind: str = ""  # "delivery-status" or "feedback-report"
    report: tuple[dict[str, str], ...] = ()  # the blocks of fields of a report
    original: dict[str, str] = field(
        default_factory=dict
    )  # headers of our mail, as the report gives them back

    def header(self, name: str) -> str:
        """The first header of this name, unfolded and decoded, "" if there is none."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        """Every header of this name, topmost first."""
        return [value for key, value in self.headers if key == name.lower()]

    @property
    def recipients(self) -> str:
        """Whatever names whom the mail went to; a reply address is searched for in it."""
        names = (
            "to",
            "cc",
            "delivered-to",
            "x-original-to",
            "envelope-to",
            "x-envelope-to",
            "x-forwarded-to",
        )
        return " ".join(value for key, value in self.headers if key in names)


def read(raw: bytes) -> Letter:
    """Read one mail (RFC 5322, MIME). Raises Unreadable."""
    if len(raw) > MAX_BYTES:
        raise Unreadable("size")
    folded = raw[:MAX_HEADERS].lower()
    is_report = b"multipart/report" in folded
    raw = raw[:MAX_REPORT] if is_report else raw
    _count(raw)
    try:
        return _letter(message_from_bytes(raw))
    except Unreadable:
        raise
    except Exception as error:  # hostile bytes find many ways to fail in the parser; each means the same
        raise Unreadable("parser") from error


def _count(raw: bytes) -> None:
    """Refuse what would take long, on the bytes alone."""
    head = re.search(rb"\r?\n\r?\n", raw[: MAX_HEADERS + 4])
    if head is None and len(raw) > MAX_HEADERS:
        raise Unreadable("headers")
    kinds = re.findall(rb"(?i)\b(?:multipart|message)\s*/", raw)
    if len(kinds) > 3 * MAX_DEPTH:
        raise Unreadable("depth")
    if kinds and raw.count(b"\n--") > 5 * MAX_PARTS:
        raise Unreadable("parts")


def _letter(mail: Message) -> Letter:
    headers = tuple((name.lower(), _decoded(value)) for name, value in list(mail.raw_items())[:1000])
    sender, name = _sender([value for key, value in mail.raw_items() if key.lower() == "from"])
    kind = mail.get_param("report-type", "") if mail.get_content_type() == "multipart/report" else ""
    texts: list[str] = []
    pictures: list[Attached] = []
    left_out: list[str] = []
    report: list[dict[str, str]] = []
    original: dict[str, str] = {}
    for part in _leaves(mail, 0):
        content_type = part.get_content_type()
        if content_type in ("message/delivery-status", "message/feedback-report"):
            report += _blocks(part)
        elif content_type in ("message/rfc822", "text/rfc822-headers"):
            original = original or _returned_headers(part)
        elif content_type in ("text/plain", "text/html") and not _is_file(part):
            texts.append(_text(part))
        elif content_type.startswith("image/") and len(pictures) < MAX_PICTURES:
            pictures.append(Attached(_file_name(part), _bytes(part)))
        elif content_type not in (
            "text/calendar",
            "application/pgp-signature",
            "application/pkcs7-signature",
        ):
            left_out.append(_file_name(part))
    return Letter(
        headers, sender, name, "\n\n".join(text for text in texts if text.strip())[:MAX_TEXT],
        tuple(pictures), tuple(left_out[:20]), str(kind).lower(), tuple(report[:20]), original,
    )  # fmt: skip


def _leaves(mail: Message, depth: int) -> Iterator[Message]:
    """The parts with content, in order; of alternatives the plainest text alone. What is passed on is one part, unopened."""
    if depth > MAX_DEPTH:
        raise Unreadable("depth")
    parts = mail.get_payload()
    if not isinstance(parts, list) or mail.get_content_maintype() == "message":
        yield mail
        return
    if len(parts) > MAX_PARTS:
        raise Unreadable("parts")
    inner = [part for part in parts if isinstance(part, Message)]
    if mail.get_content_type() == "multipart/alternative":
        inner = _plainest(inner)
    for number, leaf in enumerate(leaf for part in inner for leaf in _leaves(part, depth + 1)):
        if number > MAX_PARTS:
            raise Unreadable("parts")
        yield leaf


def _plainest(parts: list[Message]) -> list[Message]:
    plain = [
        part for part in parts if part.get_content_type() == "text/plain" and (_bytes(part) or b"").strip()
    ]
    return plain[:1] or parts[-1:]


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _file_name(part: Message) -> str:
    name = _decoded(str(part.get_filename() or ""))[:100]
    return " ".join(name.split()) or part.get_content_type()[:60]


def _bytes(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: Message) -> str:
    text = _unpacked(_bytes(part)[: 4 * MAX_TEXT], _charset(part))[:MAX_TEXT]
    if part.get_content_type() == "text/html":
        return text_of(text)
    if str(part.get_param("format", "")).lower() == "flowed":
        return _unflowed(text, remove=str(part.get_param("delsp", "")).lower() == "yes")
    return text


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset() or ""
    except (ValueError, TypeError, LookupError, AttributeError):  # the parser stumbles over some parameters
        return ""


def _unpacked(content: bytes, charset: str) -> str:
    """Bytes as text: in the charset they name, if it is one that mails are written in; else UTF-8, else what Windows writes."""
    try:
        named = codecs.lookup(charset).name if charset else ""
    except (LookupError, ValueError):
        named = ""
    for name in (named, "utf-8"):
        if name in _CHARSETS:
            try:
                return content.decode(name)
            except (UnicodeDecodeError, ValueError):
                continue
    return content.decode("cp1252", "replace")


def _unflowed(text: str, *, remove: bool) -> str:
    """Join the lines that format=flowed broke (RFC 3676); the line "-- " is no such line, and quotes stay as they are."""
    lines: list[str] = []
    flows = False
    for line in text.replace("\r\n", "\n").split("\n"):
        quoted = line.startswith(">")
        body = line[1:] if line.startswith(" ") else line
        if flows and not quoted and line != "-- ":
            lines[-1] += body
        else:
            lines.append(body)
        flows = body.endswith(" ") and body != "-- " and not quoted
        if flows and remove:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def _decoded(value: object) -> str:
    """A header as text: unfolded, encoded words decoded where that works."""
    text = " ".join(str(value)[:MAX_VALUE].split())
    if "=?" not in text:
        return text.encode("utf-8", "replace").decode("utf-8")
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError, LookupError):  # an encoded word that is none
        return text.encode("utf-8", "replace").decode("utf-8")
    joined = "".join(
        piece if isinstance(piece, str) else _unpacked(piece, charset or "") for piece, charset in pieces
    )
    return " ".join(joined.encode("utf-8", "replace").decode("utf-8").split())


def _sender(values: list[str]) -> tuple[str, str]:
    """The one address of the one From, folded, and the name beside it; two "" where it is none, several or doubtful."""
    if len(values) != 1:
        return "", ""
    value = " ".join(str(values[0])[:MAX_VALUE].split())
    named = _NAMED.fullmatch(value)
    address = named["address"] if named else value.strip()
    name = named["name"].strip() if named else ""
    if (
        not _ONE_ADDRESS.fullmatch(address)
        or address.casefold() != address.lower()  # a letter that only folding makes another one
        or "," in _QUOTED_NAME.sub("", name)
        or ";" in _QUOTED_NAME.sub("", name)
    ):
        return "", ""
    return address.casefold(), _decoded(name.strip('" '))[:200]


def _blocks(part: Message) -> list[dict[str, str]]:
    """The blocks of fields of a report: the parser gives each as a message of headers, or all as one text."""
    inner = part.get_payload()
    if isinstance(inner, list):
        return [_fields(block) for block in inner[:20] if isinstance(block, Message)]
    text = _unpacked(_bytes(part), "utf-8")
    return [_fields(message_from_bytes(block.encode())) for block in text.split("\n\n")[:20]]


def _returned_headers(part: Message) -> dict[str, str]:
    inner = part.get_payload()
    if isinstance(inner, list) and inner and isinstance(inner[0], Message):
        return _fields(inner[0])
    return _fields(message_from_bytes(_bytes(part)[:MAX_HEADERS]))


def _fields(block: Message) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in list(block.raw_items())[:100]:
        found.setdefault(name.lower(), _decoded(value))
    return found

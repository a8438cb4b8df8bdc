"""The mailbox that replies and bounces arrive in, over IMAP4rev1 (RFC 3501): imaplib, but it hangs nowhere and loses nothing.

A mail is marked as read after what it caused is committed; a crash in between brings it again, and `intake` knows it. A mail that cannot be
taken is moved to the folder "Refused" and stays there for a person to look at. Nothing is ever deleted but by that move.
"""

import imaplib
import logging
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from goodword.notices.inbound.letter import MAX_BYTES

log = logging.getLogger(__name__)
TIMEOUT = 10.0  # seconds for one answer of the server
BUDGET = 50.0  # seconds for one look in all: a server that answers drop by drop is left
MOST = 50  # mails at one look
REFUSED = "Refused"
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Unreachable(Exception):
    """The mailbox could not be looked at. The message says why, without a password."""


@dataclass(frozen=True)
class Place:
    """Where the mailbox is: what GOODWORD_MAIL_IN_URL says."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: bool


@dataclass(frozen=True)
class Waiting:
    """One mail that nobody has taken yet. `raw` is None where it is larger than is read."""

    uid: bytes
    raw: bytes | None


class _Connection(imaplib.IMAP4):
    """imaplib over TLS or not, but it ends after BUDGET, and takes no literal larger than a mail may be."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._clock = threading.Timer(BUDGET, self._cut)
        self._clock.daemon = True
        super().__init__(place.host, place.port, timeout=TIMEOUT)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Connect; from now on the clock runs."""
        super().open(host, port, timeout)
        self._clock.start()

    def read(self, size: int) -> bytes:
        """Read a literal of a known size."""
        if size > MAX_BYTES + 1_000_000:
            raise self.abort("a literal beyond all bounds")
        return super().read(size)

    def shutdown(self) -> None:
        """Close the connection and stop the clock."""
        self._clock.cancel()
        super().shutdown()

    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = socket.create_connection((self._place.host, self._place.port), timeout)
        if not self._place.tls:
            return plain
        return ssl.create_default_context().wrap_socket(plain, server_hostname=self._place.host)

    def _cut(self) -> None:
        """End what hangs: reading from the socket then fails at once."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)


def place_of(url: str) -> Place:
    """Read imaps://user:password@host:993/Folder. imap:// speaks STARTTLS, and nothing at all on this machine. Raises Unreachable."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"imaps": 993, "imap": 143}.get(parts.scheme, 0)
    except ValueError:
        port = 0
    if not port or not parts.hostname:
        raise Unreachable("GOODWORD_MAIL_IN_URL is no address like imaps://user:password@host")
    folder = unquote(parts.path.strip("/")) or "INBOX"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Place(parts.hostname, port, user, password, folder, tls=parts.scheme == "imaps")


class Mailbox:
    """An open mailbox. Each method raises Unreachable when the server does not do its part."""

    def __init__(self, connection: imaplib.IMAP4) -> None:
        self._connection = connection

    def waiting(self) -> Iterator[Waiting]:
        """The mails nobody has taken, oldest first, one at a time and at most MOST."""
        found = self._ask("UID", "SEARCH", None, "UNSEEN", "UNDELETED")
        uids = b" ".join(part for part in found if isinstance(part, bytes)).split()
        for uid in sorted((uid for uid in uids if uid.isdigit()), key=int)[:MOST]:
            size = self._size(uid)
            if size is not None:
                yield Waiting(uid, self._fetch(uid) if size <= MAX_BYTES else None)

    def taken(self, uid: bytes) -> None:
        """What a mail caused is committed: mark it as read."""
        self._ask("UID", "STORE", uid.decode(), "+FLAGS.SILENT", r"(\Seen)")

    def refuse(self, uid: bytes) -> None:
        """Put a mail that cannot be taken into the folder for a person to look at; where that fails, it stays and is marked."""
        number = uid.decode()
        with suppress(Unreachable):  # it may be there already
            self._ask("CREATE", REFUSED)
        self._ask("UID", "COPY", number, REFUSED)
        self._ask("UID", "STORE", number, "+FLAGS.SILENT", r"(\Seen \Deleted)")
        if "UIDPLUS" in self._connection.capabilities:
            self._ask("UID", "EXPUNGE", number)

    def _size(self, uid: bytes) -> int | None:
        answer = self._ask("UID", "FETCH", uid.decode(), "(RFC822.SIZE)")
        found = next((_SIZE.search(part) for part in answer if isinstance(part, bytes)), None)
        return int(found[1]) if found else None

    def _fetch(self, uid: bytes) -> bytes | None:
        answer = self._ask("UID", "FETCH", uid.decode(), "(BODY.PEEK[])")
        return next((part[1] for part in answer if isinstance(part, tuple) and len(part) > 1), None)

    def _ask(self, command: str, *arguments: str | None) -> list[bytes | tuple[bytes, bytes]]:
        call = self._connection.uid if command == "UID" else self._connection.create
        try:
            kind, answer = call(*[argument for argument in arguments if argument is not None])
        except (imaplib.IMAP4.error, OSError, ValueError) as error:
            raise Unreachable(f"{command} {arguments[0]}: {_why(error)}") from error
        if kind != "OK":
            raise Unreachable(f"{command} {arguments[0]}: {kind}")
        return [part for part in answer if part is not None]


@contextmanager
def opened(url: str) -> Iterator[Mailbox]:
    """Sign in and select the folder; whatever happens, the connection is closed within BUDGET. Raises Unreachable."""
    place = place_of(url)
    connection = _connect(place)
    try:
        _sign_in(connection, place)
        yield Mailbox(connection)
    finally:
        with suppress(imaplib.IMAP4.error, OSError, ValueError):
            connection.sock.settimeout(2.0)
            connection.logout()
        with suppress(OSError):
            connection.shutdown()


def _connect(place: Place) -> imaplib.IMAP4:
    try:
        connection = _Connection(place)
        if not place.tls and place.host not in _LOOPBACK:
            connection.starttls(ssl.create_default_context())
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        raise Unreachable(f"no connection to {place.host}:{place.port}: {_why(error)}") from error
    return connection


def _sign_in(connection: imaplib.IMAP4, place: Place) -> None:
    try:
        connection.login(place.user, place.password)
        kind, _answer = connection.select(f'"{place.folder}"')
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        raise Unreachable(f"{place.host} does not let us in: {_why(error)}") from error
    if kind != "OK":
        raise Unreachable(f"{place.host} has no folder {place.folder}")


def _why(error: Exception) -> str:
    """What went wrong, on one line and without what we sent."""
    return " ".join(str(error).split())[:160] or type(error).__name__

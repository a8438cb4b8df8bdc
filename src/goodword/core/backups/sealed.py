"""The outer file: a stream of chunks, each encrypted and authenticated, in an order nobody can change, with an end nobody can cut.

AES-256-GCM with a key of its own for each file (HKDF-SHA256 of the recovery key, or scrypt of the passphrase, with 32 random
bytes). The nonce of a chunk is its number and whether it is the last one, as in the STREAM construction (Hoang, Reyhanitabar,
Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance, CRYPTO 2015); the header is authenticated
with every chunk. docs/backup-format.md says it byte by byte.
"""

import hmac
import json
import secrets
import struct
from hashlib import sha256
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from goodword.core.backups.keys import raw_key
from goodword.core.backups.problems import Trouble

MAGIC = b"GOODWORD-BACKUP\n"
VERSION = 1
CHUNK = 1 << 20
TAG = 16
SCRYPT = {"n": 1 << 15, "r": 8, "p": 1}
LONGEST_HEADER = 4096
NOT_OURS = "this is not a backup of Goodword"
WRONG_KEY = "the key does not open this backup: it was made with another one"
DAMAGED = "the backup is damaged, cut off or changed: nothing of it can be trusted"
CUT_OFF = "the backup is cut off: its end is missing"


def _keys(written: str, salt: bytes, header: dict[str, Any]) -> tuple[bytes, bytes]:
    """The key of the file and the check value by which a wrong key is told from a damaged file."""
    raw = raw_key(written)
    if (raw is None) != (header["kdf"] == "scrypt"):
        raise Trouble(WRONG_KEY)
    if raw is None:
        cost = {name: int(header[name]) for name in SCRYPT}
        if cost["n"] > 1 << 20 or cost["r"] > 32 or cost["p"] > 16:
            raise Trouble(NOT_OURS)
        raw = Scrypt(salt=salt, length=32, **cost).derive(written.encode())
    both = HKDF(algorithm=SHA256(), length=64, salt=salt, info=b"goodword backup 1").derive(raw)
    return both[:32], sha256(both[32:]).digest()[:16]


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Sealer:
    """Writes a sealed stream: `write` as often as you like, then `close`, which marks the end."""

    def __init__(self, file: BinaryIO, key: str, made_at: str) -> None:
        salt = secrets.token_bytes(32)
        passphrase = raw_key(key) is None
        header: dict[str, Any] = {"v": VERSION, "cipher": "AES-256-GCM", "chunk": CHUNK, "made_at": made_at}
        header |= {"kdf": "scrypt", **SCRYPT} if passphrase else {"kdf": "hkdf-sha256"}
        secret, check = _keys(key, salt, header)
        header |= {"salt": salt.hex(), "check": check.hex()}
        text = json.dumps(header, sort_keys=True).encode()
        self._head = MAGIC + struct.pack(">H", len(text)) + text
        self._file, self._cipher, self._number, self._waiting = file, AESGCM(secret), 0, bytearray()
        file.write(self._head)

    def write(self, data: bytes) -> None:
        """Add bytes; a chunk goes out when it is known not to be the last."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def close(self) -> None:
        """Write the last chunk."""
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, plain: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last), plain, self._head))
        self._number += 1


class Opener:
    """Reads a sealed stream. Raises Trouble at once on a wrong key, and as soon as anything is not as it was written."""

    def __init__(self, file: BinaryIO, key: str) -> None:
        self.header, self._head = read_header(file)
        salt, check = bytes.fromhex(self.header["salt"]), bytes.fromhex(self.header["check"])
        secret, ours = _keys(key, salt, self.header)
        if not hmac.compare_digest(check, ours):
            raise Trouble(WRONG_KEY)
        self._file, self._cipher, self._number = file, AESGCM(secret), 0
        self._plain, self._at = b"", 0
        self._next, self._ended = file.read(CHUNK + TAG), False

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes, or fewer at the end of the stream."""
        out = bytearray()
        while len(out) < size:
            if self._at == len(self._plain) and not self._open():
                break
            taken = self._plain[self._at : self._at + size - len(out)]
            self._at += len(taken)
            out += taken
        return bytes(out)

    def _open(self) -> bool:
        if self._ended:
            return False
        sealed, self._next = self._next, self._file.read(CHUNK + TAG)
        last = not self._next
        try:
            self._plain = self._cipher.decrypt(_nonce(self._number, last), sealed, self._head)
        except InvalidTag:
            raise Trouble(self._reason(sealed, last)) from None
        except ValueError:  # shorter than a tag
            raise Trouble(CUT_OFF) from None
        self._at, self._ended, self._number = 0, last, self._number + 1
        return bool(self._plain) or not last

    def _reason(self, sealed: bytes, last: bool) -> str:
        """Whether a chunk that does not open is one of the middle that stands at the end."""
        if not last or len(sealed) < CHUNK + TAG:
            return CUT_OFF if last and self._number and len(sealed) < CHUNK + TAG else DAMAGED
        try:
            self._cipher.decrypt(_nonce(self._number, False), sealed, self._head)
        except InvalidTag:
            return DAMAGED
        return CUT_OFF


def read_header(file: BinaryIO) -> tuple[dict[str, Any], bytes]:
    """The open part of a sealed file, as values and as bytes. Raises Trouble on anything else."""
    if file.read(len(MAGIC)) != MAGIC:
        raise Trouble(NOT_OURS)
    length = file.read(2)
    size = struct.unpack(">H", length)[0] if len(length) == 2 else 0
    text = file.read(size) if 0 < size <= LONGEST_HEADER else b""
    if not text or len(text) < size:
        raise Trouble(CUT_OFF)
    try:
        header = json.loads(text)
        version, chunk = header["v"], header["chunk"]
        bytes.fromhex(header["salt"] + header["check"])
        known = {"hkdf-sha256", "scrypt"}
    except (ValueError, KeyError, TypeError):
        raise Trouble(DAMAGED) from None
    if version != VERSION:
        raise Trouble(
            f"this backup has format {version}; this software reads format {VERSION}: use a newer one"
        )
    if chunk != CHUNK or header.get("kdf") not in known:
        raise Trouble(DAMAGED)
    return header, MAGIC + length + text

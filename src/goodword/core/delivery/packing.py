"""A page compressed once and delivered often, though parts of it are new each time.

A gzip file is a deflate stream with a checksum (RFC 1951, RFC 1952). The parts that stay are compressed once, each behind a flush
and able to point back at the parts before it; what is new between them has a fixed length and is laid in as it is. The checksum
of joined parts follows from theirs: CRC-32 is linear over GF(2), so "append n bytes" is a 32 by 32 matrix (the method of zlib's
crc32_combine).
"""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from goodword.core import formguard, once
from goodword.core.delivery.filling import ONCE, TOKEN, filled, pieces

_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_END = b"\x03\x00"  # an empty last block
_LEVEL = 6
_WINDOW = 32_768
_LENGTHS = {TOKEN.encode(): len(formguard.anonymous_token()), ONCE.encode(): len(once.new_key())}


@dataclass(frozen=True, slots=True)
class Part:
    """A part that stays: compressed, with its length and checksum."""

    packed: bytes
    length: int
    crc: int


@dataclass(frozen=True, slots=True)
class Packed:
    """A page: parts that stay, and between them the marks of what is filled in."""

    parts: tuple[Part, ...]
    marks: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """Bytes it takes."""
        return sum(len(part.packed) for part in self.parts)

    def deliver(self, token: Callable[[], str], once: Callable[[], str]) -> bytes:
        """The page as one gzip file, with its tokens. Raises ValueError where one is longer or shorter than it used to be."""
        out, crc, length = [_HEAD], 0, 0
        for number, part in enumerate(self.parts):
            crc = _joined(crc, part.crc, part.length)
            length += part.length
            out.append(part.packed)
            if number < len(self.marks):
                new = filled(self.marks[number], token, once)
                if len(new) != _LENGTHS[self.marks[number]]:
                    raise ValueError("a token of another length")
                out.append(_stored(new))
                crc = zlib.crc32(new, crc)
                length += len(new)
        return b"".join([*out, _END, struct.pack("<II", crc, length & 0xFFFFFFFF)])


def pack(content: bytes) -> Packed:
    """A page with its marks, compressed where it stays."""
    split = pieces(content)
    marks = split[1::2]
    parts, before = [], b""
    for number, text in enumerate(split[::2]):
        parts.append(_part(text, before[-_WINDOW:]))
        before += text
        if number < len(marks):  # bytes that no UTF-8 holds, so that no part points at what will be another
            before += b"\xff" * _LENGTHS[marks[number]]
    return Packed(tuple(parts), tuple(marks))


def _part(text: bytes, before: bytes) -> Part:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=before)
    packed = packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH) if text else b""
    return Part(packed, len(text), zlib.crc32(text))


def _stored(text: bytes) -> bytes:
    """A deflate block that is not compressed; the parts before it end at a byte. text: below 64 kB."""
    return struct.pack("<BHH", 0, len(text), len(text) ^ 0xFFFF) + text


def _joined(crc: int, next_crc: int, length: int) -> int:
    """The checksum of two texts from theirs and the length of the second."""
    if not length:
        return crc
    return _times(_appending(length), crc) ^ next_crc


def _times(matrix: tuple[int, ...], vector: int) -> int:
    total, row = 0, 0
    while vector:
        if vector & 1:
            total ^= matrix[row]
        vector >>= 1
        row += 1
    return total


@lru_cache(maxsize=2048)
def _appending(length: int) -> tuple[int, ...]:
    """The matrix that appends `length` zero bytes to what a checksum stands for."""
    matrix = (0xEDB88320, *(1 << bit for bit in range(31)))  # one zero bit
    result: tuple[int, ...] | None = None
    bits = length * 8
    while bits:
        if bits & 1:
            result = matrix if result is None else tuple(_times(matrix, column) for column in result)
        bits >>= 1
        if bits:
            matrix = tuple(_times(matrix, column) for column in matrix)
    return result or tuple(1 << bit for bit in range(32))

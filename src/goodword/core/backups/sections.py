"""What lies inside the sealed stream: sections, each a line of JSON that says what it is, then frames, then an empty frame.

The frames of a table are lines of JSON, deflated; those of a file are its bytes. The last section is the manifest.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from typing import Any, Protocol

from goodword.core.backups.problems import Trouble

FRAME = 1 << 18
LONGEST_HEAD = 1 << 20
NOT_WHOLE = "the backup is not whole: it ends in the middle of a part"


class Sink(Protocol):
    """What takes bytes."""

    def write(self, data: bytes) -> None:
        """Take them."""


class Source(Protocol):
    """What gives bytes."""

    def read(self, size: int) -> bytes:
        """Exactly so many, or fewer at the end."""


class SectionWriter:
    """Writes sections one after the other."""

    def __init__(self, out: Sink) -> None:
        self._out = out

    def raw(self, head: dict[str, Any], pieces: Iterator[bytes]) -> None:
        """A section of bytes as they are."""
        self._begin(head)
        for piece in pieces:
            for start in range(0, len(piece), FRAME):
                self._frame(piece[start : start + FRAME])
        self._frame(b"")

    def lines(self, head: dict[str, Any], lines: Iterator[bytes]) -> None:
        """A section of lines, deflated."""
        press = zlib.compressobj(3)

        def pressed() -> Iterator[bytes]:
            waiting: list[bytes] = []
            size = 0
            for line in lines:
                waiting.append(line)
                size += len(line)
                if size > FRAME:
                    yield press.compress(b"\n".join(waiting) + b"\n")
                    waiting, size = [], 0
            yield press.compress(b"\n".join(waiting) + b"\n" if waiting else b"") + press.flush()

        self.raw(head, pressed())

    def _begin(self, head: dict[str, Any]) -> None:
        self._frame(json.dumps(head, sort_keys=True).encode())

    def _frame(self, data: bytes) -> None:
        self._out.write(struct.pack(">I", len(data)) + data)


def read_sections(source: Source) -> Iterator[tuple[dict[str, Any], Iterator[bytes]]]:
    """The head and the frames of each section; what is not read of one is passed over. Raises Trouble on a broken one."""
    while True:
        head = _frame(source)
        if head is None:
            return
        frames = _frames(source)
        yield json.loads(head), frames
        for _rest in frames:
            continue


def inflate_lines(frames: Iterator[bytes]) -> Iterator[bytes]:
    """The lines of a deflated section."""
    press, rest = zlib.decompressobj(), b""
    for frame in frames:
        *lines, rest = (rest + press.decompress(frame)).split(b"\n")
        yield from lines
    rest += press.flush()
    if rest:
        yield rest


def _frames(source: Source) -> Iterator[bytes]:
    while True:
        frame = _frame(source)
        if frame is None:
            raise Trouble(NOT_WHOLE)
        if not frame:
            return
        yield frame


def _frame(source: Source) -> bytes | None:
    head = source.read(4)
    if not head:
        return None
    size = struct.unpack(">I", head)[0] if len(head) == 4 else -1
    data = source.read(size) if 0 <= size <= LONGEST_HEAD else b""
    if len(data) != size:
        raise Trouble(NOT_WHOLE)
    return data

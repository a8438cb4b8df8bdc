"""Reading files that may be cut off, huge, hostile or in the wrong encoding. Whatever is wrong is a FileProblem with its line."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

MAX_LINE = 16 * 1024 * 1024  # bytes of one line; a post of the largest dumps takes 0.2 MB
MAX_FIELD = 1_000_000  # characters of one CSV field
Row = dict[str, str]


class FileProblem(Exception):
    """A file cannot be read on. file: its name. line: where, counted from 1, 0 where it is the file as a whole."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"{file}, line {line}: {message}" if line else f"{file}: {message}")
        self.file, self.line, self.message = file, line, message


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Lines(io.RawIOBase):
    """A stream that counts lines and refuses one that never ends."""

    def __init__(self, stream: _Readable) -> None:
        self._stream = stream
        self._open = 0
        self.line = 1

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._stream.read(len(buffer))
        last = part.rfind(b"\n")
        self.line += part.count(b"\n")
        self._open = self._open + len(part) if last < 0 else len(part) - last
        if self._open > MAX_LINE:
            raise ValueError("a line is longer than 16 MB")
        buffer[: len(part)] = part
        return len(part)


class Opened:
    """A file opened for reading, plain or gzip (by its first bytes). As a context, it turns what goes wrong into FileProblem."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            raw = path.open("rb")
        except OSError as error:
            raise FileProblem(path.name, 0, error.strerror or "cannot be opened") from error
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        self._raw = raw
        self._counted = _Lines(gzip.GzipFile(fileobj=raw) if packed else raw)
        self.stream = io.BufferedReader(self._counted, 262_144)

    @property
    def line(self) -> int:
        """About where the reading is."""
        return self._counted.line

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        self._raw.close()
        if error is not None and (message := _meaning(error)):
            line = error.position[0] if isinstance(error, ParseError) else self.line
            raise FileProblem(self.name, line, message) from error


def _meaning(error: BaseException) -> str:
    """What went wrong, in words; "" for what is not the file's fault."""
    if isinstance(error, FileProblem):
        return ""
    if isinstance(error, DefusedXmlException):
        return "it declares entities or a document type, which no dump does; nothing was expanded"
    if isinstance(error, ParseError):
        return f"the XML breaks off or is not well formed ({error})"
    if isinstance(error, EOFError | zlib.error | gzip.BadGzipFile):
        return "the compressed file breaks off or is damaged"
    if isinstance(error, UnicodeError):
        return "this is not UTF-8 text"
    if isinstance(error, csv.Error | RecursionError):
        return f"a field is broken or too large ({error})"
    if isinstance(error, OSError):
        return error.strerror or "it cannot be read"
    return str(error) if isinstance(error, ValueError) else ""


def xml_rows(path: Path) -> Iterator[Row]:
    """The attributes of each `<row …/>`, one at a time. Raises FileProblem."""
    with Opened(path) as file:
        root: Any = None
        for event, element in iterparse(
            file.stream, events=("start", "end"), forbid_dtd=True, forbid_entities=True, forbid_external=True
        ):
            if root is None:
                root = element
            elif event == "end":
                if element.tag == "row":
                    yield dict(element.attrib)
                root.clear()


def jsonl_rows(path: Path) -> Iterator[Row]:
    """Each line's JSON object with its values as text; a list keeps its JSON form. Raises FileProblem."""
    with Opened(path) as file:
        for number, line in enumerate(file.stream, 1):
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            if not text.strip():
                continue
            try:
                found = json.loads(text)
            except ValueError as error:
                raise FileProblem(file.name, number, "this line is not JSON") from error
            if not isinstance(found, dict):
                raise FileProblem(file.name, number, "this line is not a JSON object")
            yield {str(key): _text(value) for key, value in found.items() if value is not None}


def csv_rows(path: Path) -> Iterator[Row]:
    """Each line under the header, by column name. Raises FileProblem on a row that does not fit the header."""
    csv.field_size_limit(MAX_FIELD)
    with Opened(path) as file:
        reader = csv.reader(io.TextIOWrapper(file.stream, "utf-8-sig", newline=""), strict=True)
        header = [name.strip() for name in next(reader, [])]
        if not any(header):
            raise FileProblem(file.name, 1, "there is no header line")
        if len(set(header)) < len(header):
            raise FileProblem(file.name, 1, "two columns have the same name")
        for values in reader:
            if not any(values):
                continue
            if len(values) != len(header):
                raise FileProblem(
                    file.name, reader.line_num, f"{len(values)} columns where the header has {len(header)}"
                )
            yield dict(zip(header, values, strict=True))


def table_rows(path: Path) -> Iterator[Row]:
    """The rows of a CSV or JSONL file, by its name. Raises FileProblem for another kind of file."""
    name = path.name.lower().removesuffix(".gz")
    if name.endswith(".csv"):
        return csv_rows(path)
    if name.endswith((".jsonl", ".ndjson", ".json")):
        return jsonl_rows(path)
    raise FileProblem(path.name, 0, "neither .csv nor .jsonl (each may be .gz)")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

"""Pictures: re-encoded, stripped, bounded; a file that lies is refused."""

import io
import struct
import zlib

import pytest
from PIL import Image

from goodword.core.errors import Invalid
from goodword.core.pictures import reencode


def _jpeg(size=(40, 30), exif=None):
    out = io.BytesIO()
    image = Image.new("RGB", size, "teal")
    image.save(out, "JPEG", exif=exif or b"")
    return io.BytesIO(out.getvalue())


def test_a_picture_loses_its_place_and_its_size():
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (52.0, 1.0, 2.0)}
    exif[0x010F] = "A camera"
    encoded = reencode(_jpeg((3000, 1000), exif.tobytes()))
    again = Image.open(io.BytesIO(encoded.content))
    assert (again.format, again.size) == ("WEBP", (1600, 533))
    assert not again.getexif()


def _png_claiming(width, height):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\xff\xd8\xff\xe0" + b"x" * 100,
        b"%PDF-1.4",
        _png_claiming(65_000, 65_000),
        _png_claiming(8_000, 8_000),
        _png_claiming(100, 100),
        b"PK\x03\x04" + b"\0" * 50,
    ],
)
def test_what_is_no_sensible_picture_is_refused(content):
    with pytest.raises(Invalid):
        reencode(io.BytesIO(content))


def test_too_many_bytes_are_refused_before_they_are_read():
    with pytest.raises(Invalid):
        reencode(io.BytesIO(b""), size=13_000_000)

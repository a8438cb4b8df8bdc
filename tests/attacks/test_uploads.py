"""Files that lie, through the doors that take files: bombs, scripts in disguise, places in photographs."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from goodword.people.models import Picture

pytestmark = pytest.mark.django_db


def png(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds nothing of it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def drawn(kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "#a42").save(out, kind, **options)
    return out.getvalue()


def gif(frames: int) -> bytes:
    out = io.BytesIO()
    pictures = [Image.new("P", (8, 8), n % 255) for n in range(frames)]
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:])
    return out.getvalue()


BAD = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<html><script>alert(1)</script></html>",
    "bomb": png(65_000, 65_000),
    "wide": png(2_000_000_000, 1),
    "truncated": drawn("PNG")[:60],
    "empty": b"",
    "pdf": b"%PDF-1.7\n1 0 obj",
    "zip": b"PK\x03\x04" + b"\0" * 100,
    "xbm": b"#define x_width 1\n#define x_height 1\nstatic char x_bits[] = {0};",
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n(sh) run",
    "too large": b"\x89PNG" + b"\0" * 12_000_001,
}


def stored() -> list[Path]:
    folder = Path(settings.MEDIA_ROOT)
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("door", ["/compose/pictures", "/you/picture"])
def test_a_file_that_is_no_picture_is_refused_and_not_kept(
    visit: Any, cast: Any, door: str, what: str
) -> None:
    client, before = visit(cast.hannah), set(stored())
    answer = client.submit(door, {"picture": SimpleUploadedFile("../../x.png", BAD[what], "image/png")})
    assert answer.status_code in (413, 422), (what, answer.status_code)
    assert not Picture.objects.exists()
    assert set(stored()) == before


def latest(cast: Any) -> Picture:
    found = Picture.objects.filter(owner=cast.hannah).order_by("-pk").first()
    assert found is not None
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_what_is_kept_is_drawn_anew(visit: Any, cast: Any, kind: str) -> None:
    """A polyglot, EXIF with a place, a comment: none of it survives; the answer is WebP, whatever it was called."""
    exif = Image.Exif()
    exif[0x010E], exif[0x8298] = "SECRET-NOTE", "SECRET-OWNER"
    exif.get_ifd(0x8825)[2] = (50.0, 8.0, 12.0)
    options = {"exif": exif.tobytes()} if kind in ("JPEG", "WEBP", "PNG") else {"comment": b"SECRET-COMMENT"}
    content = drawn(kind, **options) + b"<script>alert('SECRET')</script>"
    client = visit(cast.hannah)
    answer = client.submit(
        "/compose/pictures", {"picture": SimpleUploadedFile("evil.html", content, "text/html")}
    )
    assert answer.status_code in (200, 201), answer.content[:200]
    sent = client.get(f"/pictures/{latest(cast).puid}.webp")
    body = b"".join(sent.streaming_content)
    assert b"SECRET" not in body and b"script" not in body and b"Exif" not in body
    assert Image.open(io.BytesIO(body)).format == "WEBP"
    assert (
        sent.headers["Content-Type"] == "image/webp" and sent.headers["X-Content-Type-Options"] == "nosniff"
    )
    assert "sandbox" in sent.headers["Content-Security-Policy"]
    assert not dict(Image.open(io.BytesIO(body)).getexif())


def test_ten_thousand_frames_are_one_picture(visit: Any, cast: Any) -> None:
    answer = visit(cast.hannah).submit(
        "/compose/pictures", {"picture": SimpleUploadedFile("a.gif", gif(600), "image/gif")}
    )
    assert answer.status_code in (200, 201, 422)
    if answer.status_code != 422:
        assert latest(cast).width <= 8


def test_an_upload_is_its_owners_until_a_text_shows_it(visit: Any, cast: Any) -> None:
    from goodword.conversations.actions.topics import open_topic, withdraw_topic

    client = visit(cast.hannah)
    client.submit("/compose/pictures", {"picture": SimpleUploadedFile("a.png", drawn("PNG"), "image/png")})
    path = f"/pictures/{latest(cast).puid}.webp"
    strangers = [visit(None), visit(cast.outsider)]
    assert [stranger.get(path).status_code for stranger in strangers] == [404, 404]
    topic = open_topic("question", by=cast.hannah, title="Seen?", body=f"![here]({path})")
    assert [stranger.get(path).status_code for stranger in strangers] == [200, 200]
    etag = strangers[0].get(path).headers["ETag"]
    withdraw_topic(topic, by=cast.hannah)
    assert [stranger.get(path, headers={"if-none-match": etag}).status_code for stranger in strangers] == [
        404,
        404,
    ]


def test_nobody_borrows_anothers_picture(visit: Any, cast: Any) -> None:
    """Naming somebody else's private picture in one's own text does not open it."""
    from goodword.conversations.actions.topics import open_topic

    visit(cast.hannah).submit(
        "/compose/pictures", {"picture": SimpleUploadedFile("a.png", drawn("PNG"), "image/png")}
    )
    path = f"/pictures/{latest(cast).puid}.webp"
    open_topic("question", by=cast.outsider, title="Mine now", body=f"![here]({path})")
    assert visit(cast.outsider).get(path).status_code == 404

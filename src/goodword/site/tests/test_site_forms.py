"""What the site says about itself: hours, hue and mark, each refused where it cannot be (SI)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodword.core.settings_registry import site_setting
from goodword.site.forms import _periods
from goodword.site.logo import clean_logo

GOOD = {
    "name": "Harbour & Hart",
    "sentence": "Ask.",
    "operator": "H & H, 4 Quay Street",
    "zone": "Europe/London",
    "hue": "140",
}


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("", []),
        ("9:30-18:00", [("09:30", "18:00")]),
        ("9:30–13:00, 14:00-18:00", [("09:30", "13:00"), ("14:00", "18:00")]),
    ],
)
def test_hours_are_read(text, periods):
    assert [(period["open"], period["close"]) for period in _periods(2, text)] == periods


@pytest.mark.parametrize(
    "text", ["all day", "18:00-9:00", "9-18", "25:00-26:00", "9:00-12:00, 11:00-14:00", "9:00", "-"]
)
def test_hours_that_cannot_be_are_refused(text):
    with pytest.raises(ValueError):
        _periods(2, text)


def test_the_owner_changes_what_the_site_says(cast, visit):
    answer = visit(cast.tom).submit(
        "/desk/site", {**GOOD, "hours_0": "9:30-18:00", "people_ask": "parcels, large print"}
    )
    assert answer.status_code == 302
    assert site_setting("site.hours") == [{"day": 0, "open": "09:30", "close": "18:00"}]
    assert site_setting("site.people_ask") == ["parcels", "large print"]
    assert b"--hue:140" in visit(None).get("/theme.css").content


@pytest.mark.parametrize(
    "change",
    [
        {"hue": "360"},
        {"hue": "-1"},
        {"hue": "x"},
        {"zone": "Mars"},
        {"hours_3": "late"},
        {"name": ""},
        {"name": "x" * 200},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(cast, visit, change):
    answer = visit(cast.tom).submit("/desk/site", {**GOOD, **change})
    assert answer.status_code == 422
    assert site_setting("site.name") == "Our community"


@pytest.mark.parametrize("who", ["outsider", "ines", "gwen"])
def test_nobody_else_knows_of_the_page(cast, visit, who):
    assert visit(getattr(cast, who)).get("/desk/site").status_code == 404
    assert visit(getattr(cast, who)).submit("/desk/site", GOOD).status_code == 404


MARK = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7" stroke="currentColor"/></svg>'


def test_a_drawing_is_kept(cast, visit):
    files = {"logo": SimpleUploadedFile("mark.svg", MARK)}
    assert visit(cast.tom).submit("/desk/site", {**GOOD, **files}).status_code == 302
    assert "M1 1h7" in site_setting("site.logo")
    assert b"M1 1h7" in visit(None).get("/events").content


@pytest.mark.parametrize(
    "hostile",
    [
        b"<svg><script>alert(1)</script><path d='M0 0'/><path d='M0 0'/></svg>",
        b"<svg onload=alert(1)><path d='M0 0' onclick=alert(1)/><path d='M1 1'/></svg>",
        b"<svg><foreignObject><body onload=alert(1)></foreignObject><path d='M0 0'/><path d='M0 0'/></svg>",
        b"<svg><use href='https://evil.example/x#y'/><path d='M0 0'/><path d='M0 0'/></svg>",
        b"<svg><path fill='url(https://evil.example/x)' d='M0 0'/><path d='M0 0'/></svg>",
        b"<svg><style>@import 'https://evil.example'</style><path d='M0 0'/><path d='M0 0'/></svg>",
        b"<svg><a xlink:href='javascript:alert(1)'><path d='M0 0'/></a><path d='M0 0'/></svg>",
        b"<!DOCTYPE svg [<!ENTITY x 'y'>]><svg><path d='M0 0'/><path d='&x;'/></svg>",
        b"\xff\xfe<svg>",
        b"GIF89a",
        b"",
    ],
)
def test_a_hostile_drawing_loses_its_teeth(hostile):
    drawing = clean_logo(hostile).lower()
    for tooth in ("script", "alert", "evil", "href", "onload", "onclick", "style", "foreign", "entity"):
        assert tooth not in drawing

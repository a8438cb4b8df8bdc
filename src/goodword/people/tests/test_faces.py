"""Drawn faces: small, whole, the same each time, and initials that guess nothing."""

import xml.etree.ElementTree as ET

import pytest

from goodword.people import faces


@pytest.mark.parametrize("seed", range(60))
def test_a_face_is_a_small_whole_drawing(seed: int) -> None:
    drawn = faces.face_svg(faces.face_for(seed))
    ET.fromstring(drawn)
    assert len(drawn.encode()) < 1300
    assert "style=" not in drawn and " id=" not in drawn


def test_sixty_numbers_give_sixty_faces() -> None:
    assert len({faces.face_svg(faces.face_for(seed)) for seed in range(60)}) == 60


def test_every_style_of_hair_and_beard_is_drawn() -> None:
    hair = {style: faces.face_svg({"hair": style}) for style in faces.HAIR_OVER}
    assert len(set(hair.values())) == len(hair) >= 10
    beards = {faces.face_svg({"beard": style}) for style in faces.BEARD}
    assert len(beards) == len(faces.BEARD)


@pytest.mark.parametrize(
    "spec",
    [
        {},
        {"skin": "moss"},
        {"hair": 4},
        {"hair": '"><script>'},
        {"top": None, "background": []},
        {"beard": "x", "glasses": "x"},
    ],
)
def test_an_odd_spec_gives_a_face_and_nothing_of_itself(spec: dict[str, object]) -> None:
    drawn = faces.face_svg(spec)
    ET.fromstring(drawn)
    assert "script" not in drawn


def test_a_size_cannot_leave_the_attribute() -> None:
    assert 'class="face small"' in faces.face_svg({}, "small")
    assert "onload" not in faces.face_svg({}, 'x" onload="y')


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Eleanor Fitch", "EF"),
        ("Pete the Ferry", "PF"),
        ("Joris van Dam", "JD"),
        ("Ada Mbeki-Lowe", "AL"),
        ("K. Whitcombe", "KW"),
        ("theo", "T"),
        ("שירה בן־דוד", "שד"),
        ("李小龍", "李"),
        ("ßeta", "ß"),
        ("", "?"),
        ("  … ", "?"),
        ("42", "4"),
        ("<b> &", "B"),
    ],
)
def test_initials_take_what_stands_first_and_last(name: str, letters: str) -> None:
    assert faces.initials(name) == letters
    ET.fromstring(faces.initials_svg(name, 7))


def test_a_tint_stays_with_its_person() -> None:
    assert {faces.tint(seed) for seed in range(200)} == {1, 2, 3, 4, 5, 6}
    assert faces.tint(41) == faces.tint(41)

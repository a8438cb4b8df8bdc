"""Drawn covers: whole, small, legible, and safe whatever a title holds."""

import xml.etree.ElementTree as ET

import pytest

from goodword.catalog import covers

TITLES = [
    "Emma",
    "The Summer Book",
    "Zen and the Art of Motorcycle Maintenance: An Inquiry into Values",
    "Antidisestablishmentarianism",
    "סיפור על אהבה וחושך",
    "雪国",
    "",
    "</svg><script>alert(\"1\")</script> & 'x'",
    "a\x00b\ud800c\u202ed\ue000",
    "W" * 400,
    "e" + "\u0301" * 300,
]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("design", range(14))
def test_every_design_takes_every_title(title: str, design: int) -> None:
    drawn = covers.cover_svg(title, title, design, design + len(title))
    root = ET.fromstring(drawn)
    assert len(drawn.encode()) < 2000
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "<script" not in drawn and " id=" not in drawn and "style=" not in drawn


def test_there_are_at_least_ten_designs_and_each_differs() -> None:
    assert len({covers.cover_svg("A", "B", design, 0) for design in range(len(covers.DESIGNS))}) >= 10


def test_the_same_values_give_the_same_bytes() -> None:
    assert covers.cover_svg("A", "B", 3, 9) == covers.cover_svg("A", "B", 3, 9)


def test_a_title_is_set_at_eight_pixels_or_more_at_56_pixels_wide() -> None:
    for title in ("The Summer Book", "Small Things Like These", "A Month in the Country"):
        size, lines = covers._set(title)
        assert size * 56 / covers.WIDTH >= 7.4
        assert " ".join(lines) == title


def test_a_title_from_the_right_is_bound_on_the_right() -> None:
    drawn = covers.cover_svg("סיפור על אהבה וחושך", "עמוס עוז", 0, 1)
    assert 'direction="rtl"' in drawn and f'x="{covers.WIDTH - covers.EDGE}"' in drawn
    assert 'direction="ltr"' in covers.cover_svg("Emma", "Jane Austen", 0, 1)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", covers.PALETTES)
def test_words_can_be_read_on_their_ground(palette: tuple[str, str, str, str]) -> None:
    ground, _spine, _ink, words = palette
    light, dark = sorted((_luminance(ground), _luminance(words)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_negative_numbers_count_round() -> None:
    assert covers.cover_svg("A", "B", -1, -5).startswith("<svg")

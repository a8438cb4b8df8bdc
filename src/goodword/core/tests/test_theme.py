"""The contrast check: known pairs come out as known, and every hue is either readable or refused (SI)."""

import pytest

from goodword.core.theme import Colour, contrast, luminance, too_faint


def test_black_on_white_is_twenty_one():
    assert contrast(Colour(0, 0, 0), Colour(1, 0, 0)) == pytest.approx(21, abs=0.01)


def test_known_colours():
    assert luminance(Colour(0.6279554, 0.2576833, 29.23)) == pytest.approx(0.2126, abs=0.002)  # pure red
    assert luminance(Colour(0.5198, 0.1768, 142.5)) == pytest.approx(0.1544, abs=0.004)  # CSS green


@pytest.mark.parametrize("hue", range(0, 360, 5))
def test_the_tokens_can_be_read_in_every_hue(hue):
    assert too_faint(hue) == []


def test_a_faint_pair_is_named(monkeypatch):
    monkeypatch.setattr("goodword.core.theme.BRAND", {"light": (0.8, 0.05), "dark": (0.79, 0.08)})
    assert too_faint(90) == [
        "links on paper (light)",
        "links on inset paper (light)",
        "links on a notice (light)",
    ]

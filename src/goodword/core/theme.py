"""One brand hue for a site. A hue is refused where any pair of text and ground would fall below WCAG AA in either theme."""

from math import cos, radians, sin
from typing import NamedTuple

TEXT = 4.5  # least contrast of text (WCAG 2.2, 1.4.3)


class Colour(NamedTuple):
    """A colour in OKLCH: lightness 0-1, chroma, hue in degrees."""

    lightness: float
    chroma: float
    hue: float


PAPER = {"light": Colour(0.984, 0.007, 85), "dark": Colour(0.205, 0.009, 75)}
PAPER_2 = {"light": Colour(0.962, 0.011, 85), "dark": Colour(0.238, 0.010, 75)}
BRAND = {"light": (0.410, 0.075), "dark": (0.790, 0.080)}
BRAND_TINT = {"light": (0.952, 0.014), "dark": (0.278, 0.022)}
SOLID = {"light": (0.410, 0.075), "dark": (0.455, 0.068)}
ON_BRAND = {"light": (0.990, 0.005), "dark": (0.980, 0.008)}


def contrast(one: Colour, other: Colour) -> float:
    """The WCAG contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Colour) -> float:
    """Relative luminance of an OKLCH colour as shown in sRGB (out-of-gamut channels clipped).

    OKLab to linear sRGB: Björn Ottosson, "A perceptual color space for image processing" (2020); luminance: WCAG 2.2.
    """
    a = colour.chroma * cos(radians(colour.hue))
    b = colour.chroma * sin(radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def too_faint(hue: float) -> list[str]:
    """The pairs of a hue that cannot be read, as words; empty when the hue may be used."""
    found = []
    for theme in ("light", "dark"):
        brand, solid = Colour(*BRAND[theme], hue), Colour(*SOLID[theme], hue)
        pairs = [
            ("links on paper", brand, PAPER[theme], TEXT),
            ("links on inset paper", brand, PAPER_2[theme], TEXT),
            ("links on a notice", brand, Colour(*BRAND_TINT[theme], hue), TEXT),
            ("words on the main button", Colour(*ON_BRAND[theme], hue), solid, TEXT),
        ]
        found += [f"{name} ({theme})" for name, one, other, least in pairs if contrast(one, other) < least]
    return found

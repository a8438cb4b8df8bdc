"""Faces drawn from a few words: no picture is fetched, stored or tracked. Pure functions from a small spec to SVG.

A spec is a dict of plain values, kept as JSON on a person: skin (1 light to 9 deep), hair (a style), hair_colour, top (clothes),
background, and optionally glasses (true, "round" or "square"), beard (true or a style), lines, freckles, ring (true). A head scarf takes its colour
from hair_colour where that is a cloth's colour. Every key has a default; an unknown value falls back to it, so an old spec never
breaks a page.
"""

import re
import unicodedata
from collections.abc import Mapping
from html import escape
from typing import Any

SKIN = {
    "1": "#f2cfb6", "2": "#e8b995", "3": "#d7a273", "4": "#b98055", "5": "#96613d", "6": "#744529",
    "7": "#5a3521", "8": "#edc3aa", "9": "#c9976b",
}  # fmt: skip
SHADE = {
    "black": "#2a211d", "dark": "#43302a", "brown": "#6b452e", "chestnut": "#88492a", "red": "#a9522a", "copper": "#b8632f",
    "sand": "#c59a5c", "blond": "#d0a860", "ash": "#9b9187", "grey": "#aea79e", "silver": "#d5d0c8", "white": "#e6e2da",
}  # fmt: skip
TOP = {
    "teal": "#2b5f63", "navy": "#2f4a63", "blue": "#3f6790", "plum": "#5b3f63", "purple": "#66518a", "lilac": "#9485a8", "red": "#8a4038",
    "brick": "#9a5040", "rose": "#a45a68", "orange": "#b0662f", "yellow": "#b58a2e", "green": "#47603f", "olive": "#6a6a3a",
    "brown": "#5a473a", "grey": "#6f747a", "charcoal": "#3d3f45", "cream": "#d9c9a8", "white": "#e9e5dc", "black": "#2c2a2e",
}  # fmt: skip
GROUND = {
    "mint": "#cfe0de", "rose": "#ead6cd", "lilac": "#dcd9e6", "sand": "#ead9c0", "sky": "#d5e1ea", "stone": "#e2dccb",
    "sage": "#d8e0cf", "shell": "#efdccf", "dusk": "#d3d3da",
}  # fmt: skip

# Behind the head, and over the brow. H stands for the hair colour, T for the clothes (scarves are cloth).
HAIR_BEHIND = {
    "afro": '<circle cx="32" cy="24" r="17" fill="H"/>',
    "bob": '<path d="M18 42V26a14 14 0 0 1 28 0v16q-4 3-8 0V30H26v12q-4 3-8 0z" fill="H"/>',
    "long": '<path d="M17 52q1-10 1-26a14 14 0 0 1 28 0q0 16 1 26-6 3-10 0V30H27v22q-4 3-10 0z" fill="H"/>',
    "wavy": '<path d="M17 46q-3-4 0-8-2-4 1-8v-4a14 14 0 0 1 28 0v4q3 4 1 8 3 4 0 8-5 4-9 0H26q-4 4-9 0z" fill="H"/>',
    "bun": '<circle cx="32" cy="9" r="5.5" fill="H"/><path d="M19 30v-5a13 13 0 0 1 26 0v5z" fill="H"/>',
    "curly": '<path d="M18 38a6 6 0 0 1-2-9 6 6 0 0 1 3-9 7 7 0 0 1 8-7 8 8 0 0 1 10 0 7 7 0 0 1 8 7 6 6 0 0 1 3 9 6 6 0 0 1-2 9z" fill="H"/>',
    "pony": '<path d="M42 16q12 2 8 26-5 0-6-3 1-10-4-15z" fill="H"/>',
    "braids": '<path d="M20 28h-4q3 6 1 11 3 5 0 12 4 2 6-1 2-6 0-11zM44 28h4q-3 6-1 11-3 5 0 12-4 2-6-1-2-6 0-11z" fill="H"/>',
    "locs": '<path d="M18 26h5v24h-5zM24 26h4v26h-4zM36 26h4v26h-4zM41 26h5v24h-5z" fill="H"/>',
    "hijab": '<path d="M16 54V27a16 16 0 0 1 32 0v27z" fill="T"/>',
}
HAIR_OVER = {
    "afro": '<path d="M21 26q3-8 11-8t11 8q-1-12-11-12t-11 12z" fill="H"/>',
    "bob": '<path d="M20.5 29q0-14 11.5-14t11.5 14q-2-6-5-8-6 3-13 2-4 2-5 6z" fill="H"/>',
    "long": '<path d="M20.5 30q0-15 11.5-15t11.5 15q-2-8-9-11-5 8-14 11z" fill="H"/>',
    "wavy": '<path d="M20.5 30q-1-15 11.5-15t11.5 15q-1-6-5-9-8 5-14 3-3 2-4 6z" fill="H"/>',
    "bun": '<path d="M21 27q0-12 11-12t11 12q-4-6-11-6t-11 6z" fill="H"/>',
    "curly": '<path d="M20 27a5 5 0 0 1 5-7 5 5 0 0 1 7-2 5 5 0 0 1 7 2 5 5 0 0 1 5 7q2-13-12-13t-12 13z" fill="H"/>',
    "pony": '<path d="M20.5 28q0-14 11.5-14t11.5 14q-4-7-9-8-8 1-14 8z" fill="H"/>',
    "braids": '<path d="M20.5 30q0-15 11.5-15t11.5 15q-2-7-11.5-11-9.5 4-11.5 11z" fill="H"/>',
    "locs": '<path d="M20 30q0-16 12-16t12 16l-3-7h-3l-1-2h-3l-2 2-2-2h-3l-1 2h-3z" fill="H"/>',
    "short": '<path d="M20.5 28q-1-14 11-14.5 12 0 12 14.5l-2-6q-8-1-13-3-4 2-6 4z" fill="H"/>',
    "crop": '<path d="M20.7 27q-.7-13 11.3-13t11.3 13q-1-6-4-7-7-1.5-14.6 0-3 1-4 7z" fill="H"/>',
    "quiff": '<path d="M20.7 27q-2-9 5-11 6-5 14-2 6 3 3.6 13-1-5-4-7-8 1-13 0-4 2-5.6 7z" fill="H"/>',
    "side": '<path d="M20.5 29q-1-15 12-15 11 0 11 15-1-5-3-8-9 0-13-4-2 6-7 12z" fill="H"/>',
    "fringe": '<path d="M20.5 28q-1-14 11.5-14t11.5 14l-1.5-3h-20z" fill="H"/>',
    "balding": '<path d="M20.6 31q-2-6 .4-11 .6 4 1.6 6zM43.4 31q2-6-.4-11-.6 4-1.6 6z" fill="H"/>',
    "turban": '<path d="M18 26q-2-15 14-16 16 1 14 16-5-6-14-6t-14 6zM20 22q8-9 24-6" fill="T" stroke="#0003"/>',
    "hijab": '<path d="M20 32q-1-16 12-16t12 16q2-19-12-19t-12 19z" fill="T"/>',
    "cap": '<path d="M19 24q1-12 13-12t13 12q-6-2-13-2t-13 2zM19 24q-4 0-6 2 8 2 14-2z" fill="T"/>',
    "kippa": '<path d="M20.7 27q-.7-13 11.3-13t11.3 13q-1-6-4-7-7-1.5-14.6 0-3 1-4 7z" fill="H"/>'
    '<path d="M25 15q7-5 14 0-7-1.5-14 0z" fill="T"/>',
    "bald": "",
}
COVERED = frozenset({"hijab", "turban", "cap"})  # what covers the hair is cloth
BEARDED = frozenset({"crop", "short", "balding", "bald", "turban", "quiff", "kippa", "side", "cap"})

BEARD = {
    "full": '<path d="M21.5 31q1 15 10.5 15t10.5-15q-1 5-5 5.5-5.5-2-11 0-4-.5-5-5.5z" fill="H"/>',
    "short": '<path d="M22.5 34q2 9.5 9.5 9.5t9.5-9.5q-2 3-5 3-4.5-1-9 0-3 0-5-3z" fill="H" opacity=".8"/>',
    "moustache": '<path d="M26.5 37q2.5-3 5.5-1.5 3-1.5 5.5 1.5-3 .8-5.5-.2-2.5 1-5.5.2z" fill="H"/>',
    "goatee": '<path d="M28 40q4-1.5 8 0-.5 5-4 5t-4-5z" fill="H"/>',
}
GLASSES = {
    "round": '<g fill="none" stroke="#3a332e" stroke-width="1.1"><circle cx="27.5" cy="29" r="3.5"/><circle cx="36.5" cy="29" r="3.5"/><path d="M31 28.5q1-.8 2 0"/></g>',
    "square": '<path d="M23.5 26.5h7.2v5h-7.2zM33.3 26.5h7.2v5h-7.2zM30.7 28h2.6" fill="none" stroke="#2f2a28" stroke-width="1.2"/>',
}


def _pick(spec: Mapping[str, Any], key: str, table: Mapping[str, str], default: str) -> str:
    return table.get(str(spec.get(key, default)), table[default])


def _mix(colour: str, factor: float) -> str:
    """A colour of #rrggbb made darker by `factor` (0 to 1)."""
    return "#" + "".join(f"{int(int(colour[i : i + 2], 16) * factor):02x}" for i in (1, 3, 5))


# Names that say style and colour at once, or the same style in another word.
ALSO = {"grey-short": "crop", "plait": "braids", "scarf": "hijab", "ponytail": "pony", "none": "bald"}


def face_svg(spec: Mapping[str, Any], size: str = "") -> str:
    """One face as SVG (600 to 1,200 bytes) with the classes `face` and `size`. Decorative: a name stands beside it."""
    skin = _pick(spec, "skin", SKIN, "2")
    top = _pick(spec, "top", TOP, "grey")
    colour = str(spec.get("hair_colour", "brown"))
    shade = SHADE.get(colour, SHADE["brown"])
    style = ALSO.get(str(spec.get("hair", "short")), str(spec.get("hair", "short")))
    if style not in HAIR_OVER:
        style = "short"
    cloth = TOP[colour] if style in COVERED and colour in TOP else _mix(top, 0.8)
    beard = "full" if spec.get("beard") is True else str(spec.get("beard", ""))
    glasses = "round" if spec.get("glasses") is True else str(spec.get("glasses", ""))
    lines = spec.get("lines") or colour in ("grey", "silver", "white")
    shadow, lip = _mix(skin, 0.86), _mix(skin, 0.6)
    smile = "M28.5 38q3.5 2.6 7 0" if spec.get("mood") != "calm" else "M29 38.5q3 1.2 6 0"
    parts = [
        f'<path fill="{_pick(spec, "background", GROUND, "stone")}" d="M0 0h64v64H0z"/>',
        HAIR_BEHIND.get(style, ""),
        f'<path fill="{shadow}" d="M27.5 38h9v10q-4.5 4-9 0z"/>',
        f'<path fill="{top}" d="M9 64q2-15 18-17 5 4 10 0 16 2 18 17z"/>',
        f'<path fill="{skin}" d="M21 27q0-11.5 11-11.5T43 27v4q0 12-11 12T21 31z"/>',
        BEARD.get(beard, ""),
        f'<g fill="none" stroke="{lip}" stroke-width="1.2" stroke-linecap="round"><path d="{smile}M32 30.5v3"/>',
        '<path d="M24.5 33.5l-1.5 1M39.5 33.5l1.5 1M27 23h10" opacity=".5"/>' if lines else "",
        "</g>",
        f'<path fill="{lip}" opacity=".5" d="M25 34h1v1h-1zM27 35.5h1v1h-1zM37 35.5h1v1h-1zM39 34h1v1h-1z"/>'
        if spec.get("freckles")
        else "",
        '<g fill="#2b2420"><circle cx="27.5" cy="29" r="1.2"/><circle cx="36.5" cy="29" r="1.2"/></g>',
        HAIR_OVER[style],
        GLASSES.get(glasses, ""),
        '<path fill="#d8b048" d="M20 35h1.6v2.2H20zM42.4 35H44v2.2h-1.6z"/>' if spec.get("ring") else "",
    ]
    drawn = "".join(parts).replace('"H"', f'"{shade}"').replace('"T"', f'"{cloth}"')
    drawn = re.sub(r"(\.\d*?)0+(?=\D)", lambda m: "" if m[1] == "." else m[1], drawn)
    return f'<svg class="{_classes("face", size)}" viewBox="0 0 64 64" aria-hidden="true" focusable="false">{drawn}</svg>'


def _classes(*names: str) -> str:
    return " ".join(n for n in names if n and n.replace("-", "").isalnum())


def initials(name: str) -> str:
    """One or two letters for a name as it was given: the first and the last word's; "?" where no name was given.

    Never guesses which part is the family's: it takes what stands first and last. Works by grapheme, not by code unit.
    """
    words = [
        w for w in re.split(r"[\s\-־_]+", unicodedata.normalize("NFC", name)) if any(c.isalnum() for c in w)
    ]
    if not words:
        return "?"
    letters = [
        next(c for c in w if c.isalnum()) for w in (words if len(words) == 1 else [words[0], words[-1]])
    ]
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in letters)


def tint(seed: int | str) -> int:
    """One of six tints, the same for the same person each time."""
    return sum(ord(c) * (i + 3) for i, c in enumerate(str(seed))) % 6 + 1


def initials_svg(name: str, seed: int | str, size: str = "") -> str:
    """Initials on a tint as SVG; the colours come from the style sheet (class tint-1 to tint-6), readable in both themes."""
    letters = escape(initials(name))
    plain = "" if letters != "?" else " unknown"
    return (
        f'<svg class="{_classes("face", "initials", f"tint-{tint(seed)}", size)}{plain}" viewBox="0 0 64 64" aria-hidden="true" '
        f'focusable="false"><path fill="#e8ddd2" d="M0 0h64v64H0z"/><text x="32" y="40" text-anchor="middle" font-size="23" direction="ltr" '
        f'fill="#4a3a30">{letters}</text></svg>'
    )


def face_for(seed: int) -> dict[str, Any]:
    """A spec chosen by number: for who picks "a drawn face" and for samples. The same number gives the same face."""
    styles, shades, tops, grounds = tuple(HAIR_OVER), tuple(SHADE), tuple(TOP), tuple(GROUND)
    a, b, c = seed * 7 + 3, seed * 5 + 1, seed * 11 + 2
    style = styles[a % len(styles)]
    spec: dict[str, Any] = {
        "skin": b % len(SKIN) + 1,
        "hair": style,
        "hair_colour": tops[c % len(tops)] if style in COVERED else shades[c % len(shades)],
        "top": tops[(a + seed * 3) % len(tops)],
        "background": grounds[(b + seed * 3) % len(grounds)],
    }
    if seed % 4 == 1:
        spec["glasses"] = "round" if seed % 8 == 1 else "square"
    if style in BEARDED and seed % 3 == 0:
        spec["beard"] = tuple(BEARD)[seed // 3 % len(BEARD)]
    return spec

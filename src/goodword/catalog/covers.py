"""Covers drawn from a title and a number, for products without a picture: pure, under 2 kB each, legible at 56 px wide."""

import re
import unicodedata
from collections.abc import Callable
from html import escape
from random import Random

# Ground, its darker spine, the drawing, the words. All words reach 4.5:1 on their ground.
PALETTES: tuple[tuple[str, str, str, str], ...] = (
    ("#0b5c73", "#07495c", "#7fb3be", "#f4f0e6"),
    ("#2e5131", "#21401f", "#d9d4bb", "#f2eedd"),
    ("#2c3a59", "#212c45", "#c7ccd8", "#f1efe8"),
    ("#7a3b35", "#602c28", "#e6d9c4", "#f6efe4"),
    ("#223b5e", "#182c49", "#f0c36a", "#f5efdf"),
    ("#55405f", "#413049", "#cdb7cf", "#f3edf2"),
    ("#8a5a1f", "#6c4516", "#f0d9a8", "#fdf6e6"),
    ("#e6dcc4", "#cfc2a4", "#8a4038", "#33291f"),
    ("#d8dfd6", "#bfc9bd", "#3d6153", "#23302a"),
    ("#3a3a3c", "#2a2a2c", "#b6a58b", "#f0ece4"),
    ("#d9c6c0", "#c3aca5", "#5b3450", "#34202e"),
    ("#1f5a55", "#164641", "#e2b98f", "#f4f0e6"),
)
WIDTH, HEIGHT, SPINE, EDGE = 120, 180, 6, 18
RIGHT_TO_LEFT = frozenset({"R", "AL"})


def _rings(ink: str, r: Random) -> str:
    x, y = 60 + r.randint(-25, 25), r.randint(-14, 2)
    rings = "".join(f'<ellipse cx="{x}" cy="{y}" rx="{k * 13}" ry="{k * 7}"/>' for k in range(2, 10))
    return f'<svg y="86" width="120" height="64" fill="none" stroke="{ink}" stroke-dasharray="7 2">{rings}</svg>'  # clips by itself


def _band(ink: str, r: Random) -> str:
    return f'<path fill="{ink}" d="M0 {r.randint(98, 108)}h120v{r.randint(26, 36)}H0z"/>'


def _ruled(ink: str, r: Random) -> str:
    lines = "".join(f"M22 {y}h{r.choice((76, 76, 76, 58))}" for y in range(98, 146, 7))
    return f'<path stroke="{ink}" stroke-width="1.5" d="{lines}"/>'


def _sun(ink: str, r: Random) -> str:
    return (
        f'<circle fill="{ink}" cx="{r.randint(50, 86)}" cy="{r.randint(112, 122)}" r="{r.randint(20, 26)}"/>'
    )


def _hill(ink: str, r: Random) -> str:
    # Shade, not ink: the author's name stands on it.
    a, b = r.randint(100, 116), r.randint(100, 116)
    return (
        f'<circle fill="{ink}" cx="{r.randint(40, 96)}" cy="100" r="9"/>'
        f'<path opacity=".13" d="M0 {b}q40-30 120 {r.randint(-14, 6)}v90H0z"/><path opacity=".16" d="M0 {a + 26}q60-28 120 4v60H0z"/>'
    )


def _stripes(ink: str, r: Random) -> str:
    step = r.choice((8, 10, 12))
    lines = "".join(f"M{x} 92v58" for x in range(12, 118, step))
    return f'<path stroke="{ink}" stroke-width="{step // 3}" d="{lines}"/>'


def _dots(ink: str, r: Random) -> str:
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="{r.choice((2, 3, 4))}"/>'
        for y in (104, 122, 140)
        for x in range(22, 116, 16)
    )
    return f'<g fill="{ink}">{dots}</g>'


def _moon(ink: str, r: Random) -> str:
    x = r.randint(58, 84)
    stars = "".join(f"M{r.randint(14, 108)} {r.randint(92, 148)}h.1" for _ in range(9))
    return (
        f'<path fill="{ink}" d="M{x} 96a23 23 0 1 0 20 36 19 19 0 1 1-20-36z"/>'
        f'<path stroke="{ink}" stroke-width="2.5" stroke-linecap="round" d="{stars}"/>'
    )


def _window(ink: str, r: Random) -> str:
    lit = r.randrange(4)
    panes = "".join(
        f'<path {f"""fill="{ink}" """ if k == lit else ""}d="M{39 + k % 2 * 22} {94 + k // 2 * 28}h20v26h-20z"/>'
        for k in range(4)
    )
    return f'<g fill="none" stroke="{ink}" stroke-width="2">{panes}</g>'


def _waves(ink: str, r: Random) -> str:
    lines = "".join(
        f"M0 {y}q10-{h} 20 0t20 0 20 0 20 0 20 0 20 0"
        for y, h in ((y, r.randint(5, 11)) for y in range(100, 150, 12))
    )
    return f'<path fill="none" stroke="{ink}" stroke-width="2" d="{lines}"/>'


def _arch(ink: str, r: Random) -> str:
    arches = "".join(
        f'<path d="M{60 - w} 150v-{22 + w // 3}a{w} {w} 0 0 1 {2 * w} 0v{22 + w // 3}"/>'
        for w in (12, 21, 30)
    )
    return f'<g fill="none" stroke="{ink}" stroke-width="{r.choice((3, 4))}">{arches}</g>'


def _leaf(ink: str, r: Random) -> str:
    lean = r.choice((-6, 0, 6))
    leaves = "".join(
        f"M60 {y}q14-14 26-6-6 14-26 6zM60 {y + 5}q-14-14-26-6 6 14 26 6z" for y in (108, 124, 140)
    )
    return f'<path fill="{ink}" d="{leaves}"/><path stroke="{ink}" stroke-width="1.5" fill="none" d="M{60 + lean} 90q-{lean} 30 0 62"/>'


def _tilt(ink: str, r: Random) -> str:
    y = r.randint(100, 118)
    return f'<path fill="{ink}" d="M0 {y + 30}L120 {y - 10}v14L0 {y + 44}z"/><path fill="{ink}" opacity=".5" d="M0 {y + 50}L120 {y + 10}v6L0 {y + 56}z"/>'


def _frame(ink: str, r: Random) -> str:
    h = r.choice((14, 18))
    return (
        f'<path fill="none" stroke="{ink}" stroke-width="1.5" d="M11 6h104v168H11z"/>'
        f'<path fill="{ink}" d="M63 {122 - h}l{h} {h}-{h} {h}-{h}-{h}z"/>'
    )


DESIGNS: tuple[Callable[[str, Random], str], ...] = (
    _rings, _band, _ruled, _sun, _hill, _stripes, _dots, _moon, _window, _waves, _arch, _leaf, _tilt, _frame,
)  # fmt: skip


def _right_to_left(text: str) -> bool:
    """Whether the first strong character runs from right to left."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind == "L":
            return False
        if kind in RIGHT_TO_LEFT:
            return True
    return False


def _width(word: str) -> float:
    """About how wide a word is set, in ems: wide scripts count double, narrow letters half."""
    return sum(
        1.0
        if unicodedata.east_asian_width(c) in "WF"
        else 0.3
        if c in "iljtf.,:;'’!|I"
        else 0.82
        if c in "mwMW"
        else 0.68
        if c.isupper()
        else 0.53
        for c in word
        if not unicodedata.combining(c)
    )


def _wrap(text: str, room: float, lines: int) -> list[str] | None:
    """`text` in at most `lines` lines of `room` ems, or None where it does not fit."""
    out: list[str] = []
    for word in text.split():
        if _width(word) > room:
            return None
        if out and _width(out[-1]) + 0.26 + _width(word) <= room:
            out[-1] += " " + word
        else:
            out.append(word)
    return out if len(out) <= lines else None


def _cut(text: str, room: float, lines: int) -> list[str]:
    """`text` broken inside words and shortened: for what fits in no other way."""
    out: list[str] = [""]
    for character in " ".join(text.split()):
        if _width(out[-1] + character) > room:
            if len(out) == lines:
                return [*out[:-1], out[-1][:-1].rstrip() + "…"]
            out.append("")
        out[-1] += character
    return [line.strip() for line in out]


def _set(title: str) -> tuple[int, list[str]]:
    """The largest size at which the title stands in the upper half, with its lines."""
    for size, lines in ((18, 3), (16, 4), (14, 4), (12, 5), (10, 6)):
        if wrapped := _wrap(title, (WIDTH - SPINE - 2 * 12) / size, lines):
            return size, wrapped
    return 12, _cut(title, (WIDTH - SPINE - 2 * 12) / 12, 5)


def _clean(text: str) -> str:
    """Without what XML refuses (controls, lone surrogates), direction overrides and towers of marks on one letter."""
    text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode()[:300])
    text = re.sub(
        r"([\u0300-\u036f\u0483-\u0489\u20d0-\u20ff]{3})[\u0300-\u036f\u0483-\u0489\u20d0-\u20ff]+",
        r"\1",
        text,
    )
    kept = "".join(
        " " if c in "\t\n\r" else c
        for c in text
        if unicodedata.category(c) not in {"Cc", "Cs", "Cf", "Cn"} or c in "\t\n\r"
    )
    return " ".join(kept.split())


def cover_svg(title: str, author: str, design: int, seed: int) -> str:
    """A cover 2:3 as SVG. `design` chooses the drawing (any integer, counted round), `seed` its colours and details.

    The same four values give the same bytes. Title and author are data: they are cleaned and escaped. Decorative in a page (the
    title stands beside it), complete as a file of its own.
    """
    title, author = _clean(title) or "?", _clean(author)
    r = Random(f"{seed}/{design}")
    ground, spine, ink, words = PALETTES[seed * 7 % len(PALETTES)]
    size, lines = _set(title)
    turned = _right_to_left(title)
    x = WIDTH - EDGE if turned else EDGE
    way = f' direction="{"rtl" if turned else "ltr"}"'  # of the title, whatever the page's
    spans = "".join(
        f'<tspan x="{x}" y="{22 + size * 0.6 + k * size * 1.16:.0f}">{escape(line)}</tspan>'
        for k, line in enumerate(lines)
    )
    by = _cut(author, (WIDTH - SPINE - 24) / 10.5, 1)[0] if author else ""
    below = f'<text x="{x}" y="168" font-size="10.5"{way}>{escape(by)}</text>' if by else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">'
        f'<path fill="{ground}" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>{DESIGNS[design % len(DESIGNS)](ink, r)}'
        f'<path fill="{spine}" d="M{WIDTH - SPINE if turned else 0} 0h{SPINE}v{HEIGHT}h-{SPINE}z"/>'
        f'<g fill="{words}" font-family="Georgia,serif"><text font-size="{size}"{way}>{spans}</text>{below}</g></svg>'
    )

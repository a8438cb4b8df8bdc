"""What the components need beyond plain includes: drawings, stars and bars whose widths are numbers, not styles."""

from collections.abc import Iterable
from functools import lru_cache
from math import cos, floor, pi, sin
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from goodword.core import fragments
from goodword.people import faces
from goodword.site import icons

register = template.Library()

# A five-pointed star about (0, 0), outer radius 6, inner 2.5, from its top clockwise.
_POINTS = [
    ((6 if k % 2 == 0 else 2.5) * sin(k * pi / 5), -(6 if k % 2 == 0 else 2.5) * cos(k * pi / 5))
    for k in range(10)
]


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """A drawing of goodword.site.icons by its name."""
    return mark_safe(icons.icon(name, classes if classes.replace("-", "").replace(" ", "").isalnum() else ""))


@register.simple_tag
def anchor() -> SafeString:
    """The mark of a house that has not set its own."""
    return mark_safe(icons.ANCHOR)


@register.filter
def ampersand(name: str) -> SafeString:
    """A house's name with its ampersand set apart, as a printer would."""
    return format_html_join(
        mark_safe('<span class="amp">&amp;</span>'), "{}", ((part,) for part in str(name).split("&"))
    )


@register.simple_tag
def face(person: object, size: str = "") -> SafeString:
    """A person's picture, drawn face or initials; "?" where no name was given. `size`: tiny, small, big, huge or nothing."""
    picture = getattr(person, "picture_url", "")
    if picture:
        return format_html(
            '<img class="face {}" src="{}" alt="" width="48" height="48" loading="lazy">', size, picture
        )
    name = str(getattr(person, "name", "") or "")
    seed = getattr(person, "pk", 0) or 0
    spec = getattr(person, "face", None)
    return mark_safe(faces.face_svg(spec, size) if spec else faces.initials_svg(name, seed, size))


@register.simple_tag(takes_context=True)
def masthead(context: Context) -> SafeString:
    """The head of the page: kept by all that it says, since it is the same on a hundred pages in a row."""
    me: Any = context.get("me")
    nav: list[Any] = list(context.get("nav") or ())
    links: list[Any] = nav + list(context.get("account_links") or ())
    said = [str(context.get(name, "")) for name in _IN_THE_MASTHEAD]
    said += [str((str(link["label"]), link["url"], link.get("current"))) for link in links]
    if me:
        said.append(str((me.pk, me.name, me.handle, me.picture_id, me.face)))

    def make() -> str:
        page: Any = context.template
        return str(page.engine.get_template("components/masthead.html").render(context))

    return fragments.kept(("masthead", *said), make)


_IN_THE_MASTHEAD = (
    "home_url", "logo_svg", "site_name", "search_url", "just_looking", "notices_url", "unread", "sign_out_url", "sign_in_url",
)  # fmt: skip


def _star(index: int, kind: str) -> str:
    points = _POINTS[5:] + _POINTS[:1] if kind == "half" else _POINTS
    drawn = " ".join(f"{7 + index * 14 + x:.1f},{7.4 + y:.1f}" for x, y in points)
    return f'<polygon class="{"off" if kind == "off" else "on"}" points="{drawn}"/>'


@lru_cache(maxsize=32)
def _row(full: int, half: bool, of: int) -> str:
    shapes = [_star(i, "on" if i < full else "off") for i in range(of)]
    if half and full < of:
        shapes.append(_star(full, "half"))
    return f'<svg viewBox="1 0 {14 * of - 2} 14" aria-hidden="true" focusable="false">{"".join(shapes)}</svg>'


@register.simple_tag
def stars(value: float | None, of: int = 5) -> SafeString:
    """`value` stars of five as text-sized drawings with their words; halves are drawn from .25 to .75."""
    value = float(value or 0)
    full = floor(value + 0.25)
    half = value + 0.25 - full >= 0.5
    number = f"{value:g}" if value == int(value) else f"{value:.1f}"
    words = gettext("%(number)s of %(of)s stars") % {"number": number, "of": of}
    return format_html(
        '<span class="stars" role="img" aria-label="{}">{}</span>', words, mark_safe(_row(full, half, of))
    )


@register.simple_tag
def bar(part: float, whole: float) -> SafeString:
    """`part` of `whole` as a bar; the number itself stands beside it."""
    width = max(0.0, min(100.0, 100 * float(part or 0) / float(whole or 1)))
    return mark_safe(
        '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect width="{width:.1f}" height="6"/></svg>'
    )


@register.filter
def percent(part: float, whole: float) -> str:
    """`part` of `whole` in whole percent, "0%" of nothing."""
    return f"{round(100 * float(part or 0) / float(whole))}%" if whole else "0%"


@register.filter
def star_rows(counts: dict[int, int] | Iterable[int]) -> list[tuple[int, int, str]]:
    """All five rows of a histogram, five stars first: (stars, count, words). Takes {stars: count} or five counts, 5 first."""
    pairs = counts.items() if isinstance(counts, dict) else zip(range(5, 0, -1), counts, strict=False)
    table = {int(number): count for number, count in pairs}
    rows = []
    for number in range(5, 0, -1):
        count = table.get(number, 0)
        rows.append((number, count, ngettext("%(n)s star", "%(n)s stars", number) % {"n": number}))
    return rows


@register.simple_tag
def clock_ring(share: float) -> SafeString:
    """A ring of which `share` (0 to 1) of the time is used up."""
    length = 2 * pi * 7
    used = max(0.0, min(1.0, float(share or 0))) * length
    return mark_safe(
        '<svg viewBox="0 0 20 20" aria-hidden="true" focusable="false"><circle class="track" cx="10" cy="10" r="7"/>'
        f'<circle class="hand" cx="10" cy="10" r="7" stroke-dasharray="{used:.1f} {length:.1f}" transform="rotate(-90 10 10)"/></svg>'
    )


@register.simple_tag
def plot(values: Iterable[float], kind: str = "line") -> SafeString:
    """A small drawing of numbers in order (`kind`: line or columns); its table stands beside it, see components/chart.html."""
    numbers = [float(v) for v in values]
    top = max([*numbers, 1.0])
    if kind == "columns":
        step = 100 / max(1, len(numbers))
        shapes = "".join(
            f'<rect class="column" x="{i * step + step * 0.1:.1f}" y="{30 - 28 * v / top:.1f}" width="{step * 0.8:.1f}" '
            f'height="{28 * v / top:.1f}"/>'
            for i, v in enumerate(numbers)
        )
    else:
        step = 100 / max(1, len(numbers) - 1)
        points = " ".join(f"{i * step:.1f},{30 - 28 * v / top:.1f}" for i, v in enumerate(numbers))
        shapes = f'<polyline class="plot" points="{points}"/>'
    return mark_safe(
        '<svg viewBox="0 -1 100 32" preserveAspectRatio="none" height="90" aria-hidden="true" focusable="false">'
        f'<path class="axis" d="M0 30h100"/>{shapes}</svg>'
    )


@register.simple_tag
def described(bound: BoundField) -> SafeString:
    """A form field's widget, told where its help and errors stand, with the state a screen reader needs."""
    parts = []
    attrs: dict[str, str | bool] = {}
    if bound.help_text:
        parts.append(f"{bound.auto_id}_help")
    if bound.errors:
        parts.append(f"{bound.auto_id}_error")
        attrs["aria-invalid"] = "true"
    if parts:
        attrs["aria-describedby"] = " ".join(parts)
    return bound.as_widget(attrs=attrs)


@register.filter
def widget_kind(bound: BoundField) -> str:
    """Which markup a form field needs: checkbox, choices, file, hidden or field."""
    widget = bound.field.widget
    if widget.is_hidden:
        return "hidden"
    kind = getattr(widget, "input_type", "")
    if kind == "radio" or (kind == "checkbox" and bound.widget_type in {"checkboxselectmultiple"}):
        return "choices"
    return kind if kind in {"checkbox", "file"} else "field"


@register.simple_tag
def composer_textarea(bound: BoundField, placeholder: str = "", draft: str = "") -> SafeString:
    """The textarea of components/composer.html; `draft` is the key under which the browser keeps what is written."""
    attrs: dict[str, str | bool] = {"class": "bare", "dir": "auto", "rows": "5"}
    if placeholder:
        attrs["placeholder"] = placeholder
    if draft:
        attrs["data-draft"] = draft
    if bound.help_text or bound.errors:
        attrs["aria-describedby"] = f"{bound.auto_id}_{'error' if bound.errors else 'help'}"
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return bound.as_widget(attrs=attrs)

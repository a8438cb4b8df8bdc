"""The mark of a site: an SVG somebody uploads, reduced to shapes."""

import re

import nh3

SHAPES = {"svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "title"}
NUMBERS = {
    "d", "cx", "cy", "r", "rx", "ry", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "points", "transform", "viewBox", "viewbox",
    "fill", "fill-rule", "fill-opacity", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "opacity", "xmlns",
}  # fmt: skip
_SAFE_VALUE = re.compile(r"[\w\s.,#()%:/+-]*")


def clean_logo(content: bytes) -> str:
    """The drawing as inline SVG without script, style, link, entity or foreign content; "" when nothing is left of it."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    start = text.lower().find("<svg")
    if start < 0 or "<!entity" in text.lower():
        return ""
    drawing = nh3.clean(
        text[start:],
        tags=SHAPES,
        attributes=dict.fromkeys(SHAPES, NUMBERS),
        attribute_filter=_keep,
        clean_content_tags={"script", "style", "foreignobject"},
        link_rel=None,
    ).strip()
    return drawing if drawing.startswith("<svg") and drawing.count("<") > 3 else ""


def _keep(tag: str, attribute: str, value: str) -> str | None:
    """Numbers, names of colours and the name space; no address of anything, not even one inside url(…)."""
    if attribute == "xmlns":
        return value if value == "http://www.w3.org/2000/svg" else None
    return value if _SAFE_VALUE.fullmatch(value) and "url" not in value.lower() else None

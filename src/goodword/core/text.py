"""What people write: cleaned on the way in, rendered once, stored as safe HTML."""

import json
import re
import unicodedata
from functools import cache
from html import unescape
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt

MAX_LINE = 200  # characters of a title or a name
MAX_TEXT = 20_000  # characters of a post
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u2028\u2029]")
_OVERRIDES = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(
    r"[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f\u3164\uffa0\ufff9-\ufffb]"
)
_MARK = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_MARKS = re.compile(f"({_MARK}{{4}}){_MARK}+")
_TAGS = {
    "a",
    "p",
    "br",
    "em",
    "strong",
    "s",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "h3",
    "h4",
    "hr",
    "img",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "sup",
    "sub",
    "kbd",
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "ol": {"start"},
}


def clean_line(text: str, limit: int = MAX_LINE) -> str:
    """One line as a person typed it, without control, invisible or direction-changing characters; at most `limit` characters."""
    line = _INVISIBLE.sub("", _OVERRIDES.sub("", _CONTROL.sub("", clean_text(text).replace("\n", " "))))
    return " ".join(line.split())[:limit].rstrip()


def clean_text(text: str) -> str:
    """A text in NFC with plain newlines, without control characters, direction overrides and floods of combining marks."""
    text = _CONTROL.sub(
        "", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    )
    text = unicodedata.normalize("NFC", text)
    return _MARKS.sub(r"\1", re.sub("[\u202a-\u202e]", "", text)).strip("\n ")


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt(
        "commonmark", {"html": False, "linkify": True, "typographer": False, "maxNesting": 20}
    )
    markdown.enable(["linkify", "table", "strikethrough"])
    linkify: Any = markdown.linkify
    linkify.set({"fuzzy_link": False, "fuzzy_email": False})
    return markdown


_LOWER = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}


def _own_picture(tag: str, attribute: str, value: str) -> str | None:
    """Pictures come from this site alone: nobody is told that you read this."""
    if (tag, attribute) == ("img", "src"):
        return value if re.fullmatch(r"/pictures/[0-9a-z]+(\.webp)?", value) else None
    return value


def render_markdown(source: str) -> SafeString:
    """Markdown to HTML that is safe to store and show. Raw HTML is text, headings start at h3, foreign pictures become nothing."""
    tokens = _markdown().parse(source)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = _LOWER.get(token.tag, token.tag)
    html = _markdown().renderer.render(tokens, _markdown().options, {})
    return clean_html(html)


def clean_html(html: str, *, tags: set[str] | None = None, **options: Any) -> SafeString:
    """HTML from anywhere, reduced to what a post may hold."""
    safe = nh3.clean(
        html,
        tags=tags or _TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_own_picture,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
        **options,
    )
    return mark_safe(safe.strip())


# Words of two blocks must not run together; an emphasis within a sentence parts nothing.
_BLOCK = re.compile(
    r"<(?=/?(?:p|br|hr|li|[uo]l|h[1-6]|pre|blockquote|div|figure|img|table|t[rdh]|thead|tbody|d[tdl])\b)"
)


def plain(html: str, limit: int = 0) -> str:
    """The words of stored HTML on one line, at most `limit` characters (0: all), cut at a word with an ellipsis."""
    text = " ".join(unescape(nh3.clean(_BLOCK.sub(" <", html), tags=set())).split())
    if limit and len(text) > limit:
        return text[:limit].rsplit(" ", 1)[0].rstrip(",;:.") + "…"
    return text


def slug(text: str) -> str:
    """The readable tail of an address, in any script, at most 60 characters, "-" for a text without letters."""
    return slugify(text, allow_unicode=True)[:60].strip("-") or "-"


# The words that name a deed or a part behind `/KIND/ID/`: a title of one such word must not lead there.
SUB_PAGES = frozenset(
    [
        "acceptance",
        "answer",
        "asked",
        "confirmation",
        "confirmations",
        "delete",
        "duplicate",
        "edit",
        "follow",
        "helpful",
        "history",
        "merge",
        "more",
        "not-helpful",
        "outdated",
        "pictures",
        "receipt",
        "replies",
        "restore",
        "review",
        "same-here",
        "solved",
        "status",
        "statuses",
        "vote",
        "votes",
        "vouching",
        "withdrawal",
        "withhold",
    ]
)


def tail(title: str) -> str:
    """The readable tail of the address of a page with parts of its own: the slug, set apart from the names of the parts."""
    end = slug(title)
    return f"{end}-" if end in SUB_PAGES else end


def json_in_script(value: Any) -> SafeString:
    """`value` as JSON that may stand inside a script element: nothing in it can end the element."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return SafeString(body.translate({ord(one): f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}))

"""HTML of another place: safe HTML to show, and the same as Markdown, so that its writer can change it here."""

import re
from html import escape
from html.parser import HTMLParser

import nh3

from goodword.core.text import clean_html

_SAME_AS = {
    "h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4", "b": "strong", "i": "em", "del": "s", "strike": "s", "dd": "p", "dt": "p",
}  # fmt: skip
_TO_READ = {
    *_SAME_AS, *_SAME_AS.values(), "a", "p", "br", "code", "pre", "blockquote", "ul", "ol", "li", "hr", "img", "table", "thead",
    "tbody", "tr", "th", "td", "sup", "sub", "kbd",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}}
_TO_CHANGE = re.compile(r"</?(?:h[1256]|b|i|del|strike|dd|dt|img)\b", re.IGNORECASE)


def safe_html(html: str) -> str:
    """What a post may hold of this HTML; a picture of another place becomes a link to it."""
    if _TO_CHANGE.search(html):
        changer = _Changer()
        # First made well-formed: Python's parser stops at what a browser reads over ("<![").
        changer.feed(nh3.clean(html, tags=_TO_READ, attributes=_ATTRIBUTES))
        changer.close()
        html = "".join(changer.out)
    return str(clean_html(html))


def source_of(safe: str) -> str:
    """Markdown that reads like the safe HTML `safe`."""
    writer = _Writer()
    writer.feed(safe)
    writer.close()
    return writer.text()


class _Changer(HTMLParser):
    """Copies HTML, changing names of tags and making links of pictures. What comes out is cleaned afterwards."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._links = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self._picture(dict(attrs))
        elif tag in _SAME_AS:
            self.out.append(f"<{_SAME_AS[tag]}>")
        else:
            self._links += tag == "a"
            self.out.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _SAME_AS:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self._links -= tag == "a" and self._links > 0
        self.out.append(f"</{_SAME_AS.get(tag, tag)}>")

    def handle_data(self, data: str) -> None:
        self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")

    def _picture(self, attrs: dict[str, str | None]) -> None:
        address = attrs.get("src") or ""
        words = escape((attrs.get("alt") or "").strip() or address.rsplit("/", 1)[-1] or "picture")
        can_link = not self._links and address.startswith(("https://", "http://", "//"))
        self.out.append(f'<a href="{escape(address)}">{words}</a>' if can_link else words)


class _Writer(HTMLParser):
    """Writes Markdown for safe, balanced HTML. Each open tag that needs it has a buffer of its own."""

    _MARKS = {"em": "*", "strong": "**", "s": "~~"}
    _BLOCKS = {"p", "ul", "ol", "table", "tr"}
    _HELD = {"a", "code", "pre", "blockquote", "li", "h3", "h4"}

    def __init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, str, list[str]]] = [("", "", [])]
        self._lists: list[int | None] = []

    def text(self) -> str:
        while len(self._open) > 1:
            self.handle_endtag(self._open[-1][0])
        return re.sub(r"\n{3,}", "\n\n", "".join(self._open[0][2])).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._HELD:
            self._open.append((tag, dict(attrs).get("href") or "", []))
        elif tag in self._MARKS:
            self._put(self._MARKS[tag])
        elif tag in self._BLOCKS:
            self._put("\n\n" if tag in ("p", "table") or not self._lists else "\n")
        if tag in ("ul", "ol"):
            self._lists.append(1 if tag == "ol" else None)
        elif tag in ("br", "hr"):
            self._put("  \n" if tag == "br" else "\n\n---\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._HELD and self._open[-1][0] == tag:
            _, address, parts = self._open.pop()
            self._put(self._held(tag, address, "".join(parts)))
        elif tag in self._MARKS:
            self._put(self._MARKS[tag])
        elif tag in self._BLOCKS:
            self._put("\n\n")
        elif tag in ("td", "th"):
            self._put(" | ")
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()

    def handle_data(self, data: str) -> None:
        kinds = {kind for kind, _, _ in self._open}
        if kinds & {"code", "pre"}:
            self._put(data)
        else:
            self._put(re.sub(r"([\\*`\[])", r"\\\1", re.sub(r"\s+", " ", data)))

    def _put(self, text: str) -> None:
        self._open[-1][2].append(text)

    def _held(self, tag: str, address: str, inner: str) -> str:
        if tag == "a":
            return f"[{inner}]({address})" if address and address != inner else inner
        if tag == "code":
            return inner if self._open[-1][0] == "pre" else _ticked(inner)
        if tag == "pre":
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", inner)), default=0))
            return f"\n\n{fence}\n{inner.strip(chr(10))}\n{fence}\n\n"
        if tag in ("h3", "h4"):
            return f"\n\n{'#' * int(tag[1])} {inner.strip()}\n\n"
        lines = re.sub(r"\n{3,}", "\n\n", inner).strip().split("\n")
        if tag == "blockquote":
            return "\n\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"
        return "\n" + self._bullet() + "\n  ".join(lines) + "\n"

    def _bullet(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number}. "


def _ticked(code: str) -> str:
    """Code in as many backticks as it takes."""
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", code)), default=0))
    room = " " if code[:1] == "`" or code[-1:] == "`" else ""
    return f"{ticks}{room}{code}{room}{ticks}"

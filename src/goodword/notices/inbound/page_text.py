"""The text of an HTML mail, quotes as lines with ">", so that `quotes` reads it as it reads any other mail.

Nothing of the HTML is kept but words, links and the order of things. Where a program marks an older mail by structure alone, the
line `quotes.CUT` stands in its place.
"""

from html.parser import HTMLParser

from goodword.notices.inbound.quotes import CUT

MAX_DEPTH = 200
MAX_PAGE = 300_000  # characters read of one page
MAX_TEXT = 100_000  # characters of words kept of it
MAX_TAG = 5_000
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "table", "blockquote"}
_LINES = {"div", "li", "tr", "address", "section", "article", "header", "footer", "dt", "dd"}
_SILENT = {"style", "script", "head", "title", "template", "svg", "math", "o:p-none"}
_VOID = {"br", "hr", "img", "meta", "link", "input", "base", "col", "wbr", "area", "source"}
# What programs name the box around an older mail (id or class).
_OLDER = (
    *("divrplyfwdmsg", "olk_src_body_section", "appendonsend", "stopspelling", "yahoo_quoted", "yahooquoted"),
    *("yahoo-quoted", "protonmail_quote", "moz-forward-container", "zmail_extra", "wiseStamp-quote", "tutanota_quote"),
)  # fmt: skip
_SIGNED = ("gmail_signature", "moz-signature", "ms-outlook-mobile-signature", "protonmail_signature_block")


class _Reader(HTMLParser):
    """Collects lines. A stack holds what is open; quotes raise the level, silent elements swallow their text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line: list[str] = []
        self.open: list[tuple[str, str]] = []  # (tag, what it does: "quote", "silent", "pre", "flat" or "")
        self.level = self.silent = self.pre = self.size = 0
        self.links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: (value or "") for name, value in attrs}
        if tag in _VOID:
            self._void(tag, given)
            return
        flat = tag == "p" and _is_flat(given)
        if tag in _PARAGRAPHS | _LINES:
            self.end_line(empty=tag in _PARAGRAPHS and not flat)
        does = "flat" if flat else self._does(tag, given)
        if tag == "li":
            self.line.append("- ")
        if tag == "a":
            self.links.append((given.get("href", "")[:500], len(self.line)))
        if len(self.open) < MAX_DEPTH:
            self.open.append((tag, does))
            self._count(does, 1)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.links:
            self._link(*self.links.pop())
        flat = tag == "p" and bool(self.open) and self.open[-1] == (tag, "flat")
        if tag in _PARAGRAPHS | _LINES:
            self.end_line(empty=tag in _PARAGRAPHS and not flat, keep=flat)
        if not any(name == tag for name, _does in self.open):
            return
        while self.open:
            name, does = self.open.pop()
            self._count(does, -1)
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if self.silent or self.size > MAX_TEXT:
            return
        self.size += len(data)
        if self.pre:
            first, *rest = data.split("\n")
            self.line.append(first)
            for line in rest:
                self.end_line()
                self.line.append(line)
        else:
            words = " ".join(data.replace("\xa0", " ").split())
            lead = " " if data[:1].isspace() else ""
            tail = " " if data[-1:].isspace() and words else ""
            self.line.append(f"{lead}{words}{tail}" if words else lead)

    def _void(self, tag: str, given: dict[str, str]) -> None:
        if tag == "br":
            self.end_line(keep=True)
        elif tag == "hr":
            self.end_line()
            self._emit(CUT if self._is_older(given) else "-" * 12)

    def _does(self, tag: str, given: dict[str, str]) -> str:
        names = f"{given.get('class', '')} {given.get('id', '')}".casefold()
        if tag in _SILENT:
            return "silent"
        if self._is_older(given):
            self.end_line()
            self._emit(CUT)
        if any(name in names for name in _SIGNED) or given.get("data-signatureblock") == "true":
            self.end_line()
            self._emit("-- ")
        if tag == "blockquote":
            return "quote"
        return "pre" if tag == "pre" else ""

    @staticmethod
    def _is_older(given: dict[str, str]) -> bool:
        names = f"{given.get('class', '')} {given.get('id', '')}".casefold()
        return any(name in names for name in _OLDER)

    def _count(self, does: str, by: int) -> None:
        self.level += by * (does == "quote")
        self.silent += by * (does == "silent")
        self.pre += by * (does == "pre")

    def _link(self, href: str, since: int) -> None:
        """Keep where a link leads, unless its words say so already."""
        words = "".join(self.line[since:]).strip()
        if (
            href.startswith(("http://", "https://"))
            and words
            and words.rstrip("/") not in href
            and not self.silent
        ):
            self.line[since:] = [f"[{words}]({href})"] if "\n" not in words and "]" not in words else [words]

    def end_line(self, *, empty: bool = False, keep: bool = False) -> None:
        """End the line. empty: an empty one stands between. keep: an empty line counts as one."""
        text = "".join(self.line).rstrip() if self.pre else " ".join("".join(self.line).split())
        self.line = []
        self.links = []
        if text or keep:
            self._emit(text)
        if empty and self.lines and self.lines[-1].strip("> "):
            self._emit("")

    def _emit(self, text: str) -> None:
        prefix = "> " * min(self.level, 9)
        self.lines.append(f"{prefix}{text}".rstrip() if text != CUT or self.level else CUT)


def _tidied(page: str) -> str:
    """Leave out comments and declarations, and make text of what is no tag: the parser takes quadratic time over what never ends."""
    kept, at = [], 0
    while (begin := page.find("<", at)) >= 0:
        kept.append(page[at:begin])
        if page.startswith(("<!", "<?"), begin):
            closing = "-->" if page.startswith("<!--", begin) else ">"
            end = page.find(closing, begin + 2)
            if end < 0:
                return "".join(kept)
            at = end + len(closing)
        else:
            letter = page[begin + 1 : begin + 3].lstrip("/")[:1]
            is_tag = letter.isalpha() and page.find(">", begin, begin + MAX_TAG) >= 0
            kept.append("<" if is_tag else "&lt;")
            at = begin + 1
    return "".join(kept) + page[at:]


def _is_flat(given: dict[str, str]) -> bool:
    """Whether a paragraph is a mere line, as Outlook writes them."""
    style = given.get("style", "").replace(" ", "").casefold()
    return "msonormal" in given.get("class", "").casefold() or "margin-top:0" in style or "margin:0" in style


def text_of(page: str) -> str:
    """The text of an HTML page. Never raises on broken HTML; what stands too deep is flat."""
    reader = _Reader()
    reader.feed(_tidied(page[:MAX_PAGE]))
    reader.close()
    reader.end_line()
    lines: list[str] = []
    for line in reader.lines:
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines)

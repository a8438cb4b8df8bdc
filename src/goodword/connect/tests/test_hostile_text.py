"""Whatever comes in, nothing that can run, call elsewhere or hide goes out: lists of known attacks through our cleaners."""

import gzip
import json
import re
import unicodedata
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from goodword.connect.importing.html import safe_html, source_of
from goodword.core.text import clean_html, clean_line, clean_text, plain, render_markdown, slug

TAGS = {
    "a", "p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "h3", "h4", "hr", "img", "table", "thead",
    "tbody", "tr", "th", "td", "sup", "sub", "kbd",
}  # fmt: skip
ATTRIBUTES = {"href", "title", "src", "alt", "width", "height", "loading", "start", "rel"}
SCHEMES = {"http", "https", "mailto", ""}


class Danger(HTMLParser):
    """Collects every tag, attribute and scheme that a post may not hold."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.found.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.found.append(f"{tag} {name}")
            if name in ("href", "src") and _scheme(value or "") not in SCHEMES:
                self.found.append(value)
            if name == "src" and not (value or "").startswith("/pictures/"):
                self.found.append(f"picture {value}")

    def handle_decl(self, decl):
        self.found.append(decl)

    def handle_pi(self, data):
        self.found.append(data)

    def handle_comment(self, data):
        self.found.append(f"comment {data}")


def _scheme(address):
    """The scheme as a browser reads it: without controls and spaces around, and without tabs and newlines anywhere."""
    return urlsplit(re.sub("[\t\r\n]", "", address.strip("".join(map(chr, range(33)))))).scheme.lower()


def harmless(text):
    """Run one text through every cleaner."""
    whole, text = text, text.encode("utf-8", "ignore").decode()
    for html in (
        clean_html(text),
        render_markdown(text),
        safe_html(text),
        render_markdown(source_of(safe_html(text))),
    ):
        assert Danger(html).found == [], (text, html)
        assert safe_html(safe_html(html)) == safe_html(html)
        plain(html)
    for cleaned in (clean_line(whole), clean_text(whole)):
        cleaned.encode("utf-8")
        assert not any(
            unicodedata.category(character) in ("Cs",) or character == "\0" for character in cleaned
        )
        assert not set(cleaned) & set("\u202a\u202b\u202c\u202d\u202e")
    assert "\n" not in clean_line(text)
    slug(text)


def lines(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.mark.real_data("html-sanitizer")
@pytest.mark.parametrize(("name", "field"), [("dompurify_cases", "payload"), ("bleach_cases", "input")])
def test_known_attacks(real_data, name, field):
    cases = lines(real_data("html-sanitizer") / f"{name}.jsonl.gz")
    assert len(cases) > 10
    for case in cases:
        harmless(case[field])


@pytest.mark.real_data("text-edge-cases")
def test_naughty_strings(real_data):
    with gzip.open(real_data("text-edge-cases") / "blns.json.gz", "rt", encoding="utf-8") as file:
        for text in json.load(file):
            harmless(text)


@pytest.mark.real_data("text-edge-cases")
def test_commonmark_examples_do_no_harm(real_data):
    for case in lines(real_data("text-edge-cases") / "commonmark_0.31.2.jsonl.gz"):
        harmless(case["markdown"])
        harmless(case["html"])


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "<a href='java\tscript:alert(1)'>a</a>",
        "<svg><script>alert(1)</script></svg>",
        "![x](http://elsewhere.example/pixel.gif)",
        "<img alt='\"><script>alert(1)</script>' src='http://elsewhere.example/x.png'>",
        "<h1 onclick=alert(1)>a</h1><b style='x'>b</b>",
        "[" * 50_000,
        "<" * 50_000,
        "> " * 5_000 + "deep",
        "<div>" * 5_000,
        "<b>" * 3_000 + "<img src=x>",
        "\0\ud800 lone",
        "é" + "\u0301" * 500,
    ],
)
def test_by_hand(text):
    harmless(text)


def test_pictures_of_other_places_become_links():
    html = safe_html(
        '<p><a href="http://a.example/"><img src="http://b.example/x.png" alt="A cat"></a> <img src="http://b.example/y.png"></p>'
    )
    assert html == (
        '<p><a href="http://a.example/" rel="nofollow ugc noopener">A cat</a> '
        '<a href="http://b.example/y.png" rel="nofollow ugc noopener">y.png</a></p>'
    )


def test_markdown_of_html_reads_like_it():
    html = safe_html(
        "<h1>Why</h1><p>A <em>b</em> * c<br>d</p><ul><li>one<ul><li>deep</li></ul></li><li>two</li></ul>"
        "<ol><li>first</li></ol><blockquote><p>said</p></blockquote><pre><code>x = `1`\n  y</code></pre><hr><p>see <a href='http://a.example/'>it</a></p>"
    )
    source = source_of(html)
    assert source.startswith("### Why\n\nA *b* \\* c")
    for line in (
        "- one",
        "  - deep",
        "- two",
        "1. first",
        "> said",
        "x = `1`\n  y",
        "---",
        "[it](http://a.example/)",
    ):
        assert line in source
    again = render_markdown(source)
    assert plain(again) == plain(html)

"""What people write: kept as they wrote it, safe wherever it is shown."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodword.core.text import clean_line, clean_text, plain, render_markdown, slug


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**Yes**", "<p><strong>Yes</strong></p>"),
        ("# Big", "<h3>Big</h3>"),
        ("1. one\n2. two", "<ol>\n<li>one</li>\n<li>two</li>\n</ol>"),
        ("<b>raw</b>", "<p>&lt;b&gt;raw&lt;/b&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("![a](https://elsewhere.example/x.png)", '<p><img alt="a"></p>'),
    ],
)
def test_markdown(source, html):
    assert render_markdown(source) == html


def test_links_say_nothing_of_us_and_give_nothing():
    assert 'rel="nofollow ugc noopener"' in render_markdown("see https://example.org/a")


@given(st.text(max_size=300))
def test_no_text_becomes_markup(text):
    html = render_markdown(clean_text(text)).lower()
    assert "<script" not in html
    assert "<iframe" not in html
    assert "\0" not in html


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 20_000,
        "`" * 19_999 + "x",
        "*a " * 6_000,
        "> " * 9_000,
        "![" * 10_000,
        "a](" * 6_000,
        "<" * 20_000,
    ],
)
def test_hostile_markdown_costs_little(bomb):
    start = time.perf_counter()
    render_markdown(bomb)
    assert time.perf_counter() - start < 3


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("  Pete  the\nFerry ", "Pete the Ferry"),
        ("a\x00b\x07c", "abc"),
        ("evil\u202eelif.exe", "evilelif.exe"),
        ("zero\u200bwidth", "zerowidth"),
        ("שירה בן־דוד", "שירה בן־דוד"),
        ("Siân", "Siân"),
        ("DR. A. B. von C", "DR. A. B. von C"),
        ("\ud800", ""),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
    ],
)
def test_a_line_is_kept_but_for_what_deceives(dirty, clean):
    assert clean_line(dirty) == clean


def test_a_flood_of_marks_is_cut():
    assert len(clean_text("a" + "\u0301" * 500)) < 10


def test_plain_words_and_slugs():
    assert plain("<p>One &amp; <em>two</em> three</p>", 12) == "One & two…"
    assert (
        slug("Can you post to the islands before Christmas?")
        == "can-you-post-to-the-islands-before-christmas"
    )
    assert slug("שלום עולם") == "שלום-עולם"
    assert slug("???") == "-"

"""The joined files: whole, light, in the order of the layers, and only built when something changed."""

import gzip
import re
import time
from pathlib import Path

import pytest
from django.template import Context, engines
from django.template.loader import get_template
from pytest_django import Settings

from goodword.site import assets, icons

TEMPLATES = Path(assets.__file__).parent / "templates"


def test_layers_come_in_their_order_and_tokens_first() -> None:
    css = assets.joined_css()
    assert css.startswith("@layer reset, base, components, rooms, utilities;")
    places = [css.index(f"@layer {layer}{{") for layer in assets.LAYERS]
    assert places == sorted(places)
    assert css.index("--paper:") < css.index("body{display")


def test_braces_are_even_in_every_style_sheet() -> None:
    for file in assets.SOURCES.rglob("*.css"):
        text = assets.lighter_css(file.read_text())
        assert text.count("{") == text.count("}"), file.name


def test_a_lighter_style_sheet_keeps_strings_and_sums() -> None:
    text = 'a::before { content: "  /* ; } */ " ; }\n/* gone */\nb > c:not( .d ) { inline-size: calc(1px + 2px); }'
    assert assets.lighter_css(text) == (
        'a::before{content:"  /* ; } */ "}b > c:not( .d ){inline-size:calc(1px + 2px)}'
    )


def test_style_sheets_name_no_side_of_the_page() -> None:
    physical = re.compile(
        r"(?<![\w-])(?:margin|padding|border)-(?:left|right|top|bottom)\b|(?<![\w-])(?:left|right|float:\s*(?:left|right)|text-align:\s*(?:left|right))\s*:"
        r"|(?<![\w-])(?:min-|max-)?(?:width|height)\s*:(?![^{};]*\))"
    )
    for file in assets.SOURCES.rglob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.S)
        text = re.sub(r"@media[^{]*\{", "", text)
        assert not physical.findall(text), file.name


def test_the_common_files_stay_light() -> None:
    assert len(gzip.compress(assets.joined_css().encode())) < 16_000
    assert len(gzip.compress(assets.joined_js().encode())) < 6_000


def test_modules_are_short_and_know_nothing_of_each_other() -> None:
    for file in (assets.SOURCES / "js").glob("*.js"):
        text = file.read_text()
        assert len(text.splitlines()) <= 100, file.name
        assert not re.search(r"^\s*(?:import\s+[\w{*]|export\s)", text, re.M), file.name


def test_a_lighter_module_keeps_what_stands_in_lines() -> None:
    text = "// gone\nconst a = 'http://x'; // stays\n\n  const b = `one\n    two // three\n`;\n/* gone\n too */\nuse(a, b);\n"
    assert (
        assets.lighter_js(text)
        == "const a = 'http://x'; // stays\nconst b = `one\n    two // three\n`;\nuse(a, b);\n"
    )


def test_what_loads_on_demand_stands_apart(tmp_path: Path) -> None:
    assets.write_assets(tmp_path)
    names = {file.name for file in tmp_path.iterdir()}
    assert {"app.css", "app.js", "htmx.min.js", "mark.svg"} | assets.ON_DEMAND <= names
    assert "furnish" not in (tmp_path / "app.js").read_text()
    assert "sourceMappingURL" not in (tmp_path / "htmx.min.js").read_text()


def test_an_unchanged_tree_costs_next_to_nothing_and_a_change_is_seen(tmp_path: Path) -> None:
    source = tmp_path / "css" / "base" / "a.css"
    source.parent.mkdir(parents=True)
    source.write_text("a {}")
    before = assets.stamp(tmp_path)
    assert assets.stamp(tmp_path) == before
    source.write_text("a { }")
    assert assets.stamp(tmp_path) != before
    began = time.perf_counter()
    assets.stamp()
    assert time.perf_counter() - began < 0.05


def test_building_twice_builds_once(tmp_path: Path, settings: Settings) -> None:
    settings.GOODWORD_HOME = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [tmp_path / "assets"]
    assert assets.ensure_assets() is True
    assert assets.ensure_assets() is False
    assert assets.ensure_assets(force=True) is True


@pytest.mark.parametrize(
    "file", sorted(TEMPLATES.rglob("*.html")), ids=lambda f: str(f.relative_to(TEMPLATES))
)
def test_templates_hold_nothing_inline_and_say_what_they_need(file: Path) -> None:
    text = file.read_text()
    get_template(str(file.relative_to(TEMPLATES)))
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", text)
    if file.parent.name == "components":
        assert "{% comment %}" in text.split("\n{% endcomment %}")[0][:200]


@pytest.mark.parametrize("name", ["500", "503", "404", "403", "400", "410", "422", "429", "409"])
def test_error_pages_need_neither_database_nor_context(name: str) -> None:
    page = get_template(f"errors/{name}.html").render({})
    assert "<h1>" in page and "{%" not in page


@pytest.mark.parametrize("name", sorted(icons.ICONS))
def test_every_drawing_is_whole(name: str) -> None:
    import xml.etree.ElementTree as ET

    ET.fromstring(icons.icon(name))


def _render(source: str, **context: object) -> str:
    template = engines["django"].from_string("{% load parts %}" + source)
    return template.render(dict(Context(context).flatten()))


@pytest.mark.parametrize(
    ("value", "full", "empty"), [(0, 0, 5), (1, 1, 4), (4.2, 4, 1), (4.4, 5, 5 - 4), (4.8, 5, 0), (5, 5, 0)]
)
def test_stars_round_to_the_nearest_half(value: float, full: int, empty: int) -> None:
    page = _render("{% stars value %}", value=value)
    assert page.count('class="on"') == full
    assert page.count('class="off"') == empty
    assert "5 stars" in page


def test_a_histogram_has_all_five_rows_and_its_shares() -> None:
    source = '{% include "components/histogram.html" with counts=counts total=211 only %}'
    page = _render(source, counts={5: 118, 4: 52, 3: 21, 2: 11, 1: 9})
    assert page.count("<li>") == 5
    assert re.findall(r'class="share">(\d+%)', page) == ["56%", "25%", "10%", "5%", "4%"]
    assert 'width="55.9"' in page


def test_a_house_keeps_its_ampersand_and_nothing_else_gets_through() -> None:
    page = _render("{{ name|ampersand }}", name="<b> & Hart")
    assert page == '&lt;b&gt; <span class="amp">&amp;</span> Hart'

"""What every template keeps: nothing inline, a form token in each form, a head that names its context."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

PACKAGE = Path(__file__).parents[2] / "src" / "goodword"
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
COMMENT = re.compile(r"\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->", re.DOTALL)
INLINE = {
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a handler attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script in the page": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/ld\+json)", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "an address of another host": re.compile(
        r"<(?:script|link|img|iframe|source|video|audio)\b[^>]*(?:src|href)\s*=\s*[\"']?(?:https?:)?//(?!{{)"
    ),
}
FORM = re.compile(r"<form\b(?P<head>[^>]*)>(?P<body>.*?)</form>", re.DOTALL | re.IGNORECASE)
COMPONENTS = PACKAGE / "site" / "templates" / "components"


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def words(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def is_mail(path: Path) -> bool:
    return "mail" in path.parts  # mail programs know no stylesheet


def test_nothing_is_inline() -> None:
    """The content security policy forbids it, and a page that breaks for it should break here first."""
    found = [
        f"{name(path)}: {what}"
        for path in TEMPLATES
        if not is_mail(path)
        for what, pattern in INLINE.items()
        if pattern.search(words(path))
    ]
    assert found == []


def test_each_form_that_writes_carries_the_token() -> None:
    bare = []
    for path in TEMPLATES:
        for form in FORM.finditer(words(path)):
            writes = re.search(r"method\s*=\s*[\"']?post", form["head"], re.IGNORECASE)
            whole = form["body"]
            for part in re.findall(r"{%\s*include\s+[\"']([^\"']+)[\"']", whole):
                whole += Path(get_template(part).origin.name).read_text(encoding="utf-8")
            if writes and "form_token" not in whole:
                bare.append(name(path))
    assert bare == []


def test_each_part_names_its_context() -> None:
    """A component or a fragment says at its head what it is given: that is its signature."""
    parts = [path for path in TEMPLATES if path.name.startswith("_") or path.parent == COMPONENTS]
    silent = [name(path) for path in parts if "{% comment %}" not in path.read_text(encoding="utf-8")[:600]]
    assert silent == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_it_compiles(path: Path) -> None:
    get_template(
        path.relative_to(next(parent for parent in path.parents if parent.name == "templates")).as_posix()
    )


def test_pages_of_the_framework_are_not_shown() -> None:
    """Its admin and its own forms would bring styles, cookies and words that are not ours."""
    from django.conf import settings

    assert not {"django.contrib.admin", "django.contrib.messages", "django.contrib.sites"} & set(
        settings.INSTALLED_APPS
    )

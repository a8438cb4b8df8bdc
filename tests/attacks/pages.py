"""Reading our own pages the way an attacker's script does: their forms, their scripts, their addresses."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"input", "br", "img", "hr", "meta", "link"}
OURS = ("/", "http://testserver")


@dataclass
class Form:
    """One form: where it sends, how, and the names of its fields with what they hold."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """What matters of a page: forms, links, and what would run in a browser."""

    def __init__(self, html: str, path: str = "/") -> None:
        super().__init__(convert_charrefs=True)
        self.path = path
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.alarming: list[str] = []
        self.data: list[Any] = []  # the JSON-LD blocks
        self._script, self._in_form = "", False
        self._kind: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._watch(tag, given)
        if tag == "form":
            if self._in_form:
                self.alarming.append("a form within a form, which no browser sends")
            self._in_form = True
            self.forms.append(Form(given.get("action") or self.path, given.get("method", "get").lower()))
        elif tag in ("input", "textarea", "select", "button") and self.forms and given.get("name"):
            if given.get("type") == "file":
                self.forms[-1].files.append(given["name"])
            else:
                self.forms[-1].fields[given["name"]] = given.get("value", "")
        elif tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "script":
            self._kind, self._script = given.get("type", ""), ""
            if self._kind != "application/ld+json" and not given.get("src", "").startswith("/static/"):
                self.alarming.append(f"script {given}")

    def _watch(self, tag: str, given: dict[str, str]) -> None:
        if tag in ("iframe", "object", "embed", "base", "applet", "math", "style"):
            self.alarming.append(f"<{tag}>")
        for name, value in given.items():
            bare = "".join(value.split()).lower()
            if name.startswith("on") or name in ("style", "srcdoc", "xlink:href"):
                self.alarming.append(f"<{tag} {name}={value!r}>")
            if name in ("href", "src", "action") and bare.startswith(
                ("javascript:", "vbscript:", "data:text")
            ):
                self.alarming.append(f"<{tag} {name}={value!r}>")
            if name == "formaction" and (not value.startswith("/") or value.startswith("//")):
                self.alarming.append(f"<{tag} formaction={value!r}>")
            if tag == "img" and name == "src" and not value.startswith(OURS):
                self.alarming.append(f"a picture of another host: {value!r}")

    def handle_data(self, data: str) -> None:
        if self._kind is not None:
            self._script += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in_form = False
        if tag == "script":
            if self._kind == "application/ld+json":
                self.data.append(json.loads(self._script))
            self._kind = None


def page_of(answer: Any) -> Page:
    """The page of an answer."""
    return Page(answer.content.decode(), answer.request["PATH_INFO"])

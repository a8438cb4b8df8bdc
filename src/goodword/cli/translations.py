"""The catalogues of the translators: collected from the source, compiled and checked without gettext's programs."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goodword.cli.home import PACKAGE
from goodword.cli.problems import Stop

if TYPE_CHECKING:
    from polib import POEntry, POFile

LOCALE = PACKAGE / "site" / "locale"
NOT_FOR_PEOPLE = {"tests", "migrations", "cli", "testing", "locale"}
# Which arguments are the text, as babel names them.
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)\}|%[sd]")
_TAG = re.compile(r"</?[a-z][^>]*>")
# (context, text, plural); "" where there is none
Text = tuple[str, str, str]


def run_translate(arguments: list[str]) -> int:
    """Bring every catalogue up to date with the source and compile it; `translate CODE` begins a language."""
    for code in arguments:
        if not re.fullmatch(r"[a-z]{2,3}(_[A-Z][A-Za-z]+)?", code):
            raise Stop(f"{code!r} is no language code such as he or pt_BR", status=2)
        (LOCALE / code / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    texts = collect()
    for code in languages():
        catalogue = _merge(code, texts)
        file = _file(code)
        catalogue.save(str(file))
        file.with_suffix(".mo").write_bytes(catalogue.to_binary())
        print(f"{code}: {len(texts)} texts, {len(catalogue.untranslated_entries())} not translated yet")
    return 0


def languages() -> list[str]:
    """The codes of the languages that have a catalogue."""
    return sorted(folder.name for folder in LOCALE.glob("*") if (folder / "LC_MESSAGES").is_dir())


def check() -> str:
    """Say how much is translated; raises Stop where a catalogue is behind the source, or its compiled form behind it.

    A language that the site offers has to be complete; one that has only been begun may have gaps.
    """
    import polib

    texts = collect()
    offered = _offered()
    problems: list[str] = []
    says = []
    for code in languages():
        file = _file(code)
        if not file.exists():
            problems.append(f"{file.relative_to(PACKAGE)} is missing")
            continue
        catalogue = polib.pofile(str(file))
        problems += [f"{code}: {problem}" for problem in _problems(catalogue, texts, file.with_suffix(".mo"))]
        if code in offered:
            problems += [f"{code}: {problem}" for problem in _gaps(catalogue)]
        says.append(f"{code} {catalogue.percent_translated()} %")
    if problems:
        raise Stop("\n".join([*problems[:40], "`./goodword translate` brings the catalogues up to date."]))
    return ", ".join(says) or "no language but English yet"


def _problems(catalogue: POFile, texts: dict[Text, list[str]], compiled: Path) -> Iterator[str]:
    known = {_text(entry) for entry in catalogue if not entry.obsolete}
    for context, text, _plural in sorted(set(texts) - known):
        where = texts[context, text, _plural][0]
        yield f"not in the catalogue: {text[:60]!r} ({where})"
    for _context, text, _plural in sorted(known - set(texts)):
        yield f"no longer in the source: {text[:60]!r}"
    if not compiled.exists() or compiled.read_bytes() != catalogue.to_binary():
        yield f"{compiled.name} is not the compiled form of {compiled.with_suffix('.po').name}"
    yield from (f"{entry.msgid[:60]!r}: {problem}" for entry in catalogue for problem in _placeholders(entry))


def _offered() -> set[str]:
    """The languages the site lets people choose, read from the settings without loading them."""
    file = PACKAGE / "site" / "settings.py"
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.exists() else ast.Module([], [])
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LANGUAGES":
            return {code for code, _name in ast.literal_eval(node.value)}
    return set()


def _gaps(catalogue: POFile) -> Iterator[str]:
    for entry in catalogue:
        if "fuzzy" in entry.flags:
            yield f"only guessed: {entry.msgid[:60]!r}"
        elif not all(entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]):
            yield f"not translated: {entry.msgid[:60]!r}"


def _placeholders(entry: POEntry) -> Iterator[str]:
    wanted = set(_PLACEHOLDER.findall(entry.msgid)) | set(_PLACEHOLDER.findall(entry.msgid_plural or ""))
    tags = sorted(_TAG.findall(entry.msgid_plural or entry.msgid))
    # A form for one or two may say the number in a word; the last form stands for all the others.
    last = max(entry.msgstr_plural, default=None)
    for form, translation in (entry.msgstr_plural or {None: entry.msgstr}).items():
        used = set(_PLACEHOLDER.findall(translation))
        if translation and not used <= wanted:
            yield f"the translation has other placeholders: {translation[:60]!r}"
        elif translation and form == last and used != wanted:
            yield f"the translation lacks a placeholder: {translation[:60]!r}"
        elif translation and sorted(_TAG.findall(translation)) != tags:
            yield f"the translation has other tags: {translation[:60]!r}"


def collect() -> dict[Text, list[str]]:
    """Every text marked for translation in the source, with the files it stands in."""
    texts: dict[Text, list[str]] = {}
    for file in _sources():
        where = file.relative_to(PACKAGE).as_posix()
        for text in _texts_of(file):
            places = texts.setdefault(text, [])
            if where not in places:
                places.append(where)
    return texts


def _sources() -> Iterator[Path]:
    for file in sorted(PACKAGE.rglob("*")):
        parts = file.relative_to(PACKAGE).parts
        marked = file.suffix == ".py" or (file.suffix in (".html", ".txt", ".xml") and "templates" in parts)
        if marked and not NOT_FOR_PEOPLE.intersection(parts):
            yield file


def _texts_of(file: Path) -> Iterator[Text]:
    from babel.messages.extract import extract

    source = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        source = _as_python(source, file)
    for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
        text, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, "")
        if text:
            yield context or "", text, plural or ""


def _as_python(template: str, file: Path) -> str:
    """A template with its translation tags turned into function calls and the rest blanked out."""
    from django.utils.translation.template import templatize

    try:
        code = templatize(template, origin=str(file))
    except SyntaxError as error:
        raise Stop(f"{file}: {error}") from error
    return "\n".join(line.strip() for line in code.splitlines())


def _file(code: str) -> Path:
    return LOCALE / code / "LC_MESSAGES" / "django.po"


def _text(entry: POEntry) -> Text:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def _merge(code: str, texts: dict[Text, list[str]]) -> POFile:
    """The catalogue of `code` with exactly `texts`, what was translated kept."""
    import polib

    file = _file(code)
    old = {_text(entry): entry for entry in polib.pofile(str(file))} if file.exists() else {}
    new = polib.POFile(wrapwidth=100)
    forms, number = _plural_forms(code)
    new.metadata = {
        "Project-Id-Version": "Goodword",
        "Language": code,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": forms,
    }
    for key, places in sorted(texts.items(), key=lambda item: (item[1][0], item[0][1])):
        new.append(_entry(key, places, old.get(key), number))
    return new


def _entry(key: Text, places: Iterable[str], old: POEntry | None, plural_forms: int) -> POEntry:
    import polib

    context, text, plural = key
    # Without line numbers: they would change with every edit and say little.
    entry = polib.POEntry(msgid=text, occurrences=[(place, "") for place in places])
    if context:
        entry.msgctxt = context
    if plural:
        entry.msgid_plural = plural
        kept = old.msgstr_plural if old else {}
        entry.msgstr_plural = {form: kept.get(form, "") for form in range(plural_forms)}
    else:
        entry.msgstr = old.msgstr if old else ""
    if old and old.tcomment:
        entry.tcomment = old.tcomment
    if re.search(r"%\(\w+\)[a-z]", text + plural):
        entry.flags = ["python-format"]
    return entry


def _plural_forms(code: str) -> tuple[str, int]:
    """Django's own rule for the language, so that both catalogues count alike, and its number of forms."""
    import django
    import polib

    file = Path(django.__file__).parent / "conf" / "locale" / code / "LC_MESSAGES" / "django.po"
    metadata = polib.pofile(str(file)).metadata if file.exists() else {}
    forms = metadata.get("Plural-Forms", "nplurals=2; plural=(n != 1);")
    found = re.search(r"nplurals\s*=\s*(\d+)", forms)
    return forms, int(found[1]) if found else 2

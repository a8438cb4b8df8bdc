"""Products from a table."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.formats import sanitize_separators

from goodword.catalog.actions.products import add_product, add_products
from goodword.catalog.actions.subjects import add_subject
from goodword.catalog.models import Product, Subject
from goodword.connect.importing.engine import Step
from goodword.connect.importing.mapping import GOODBOOKS, PRODUCT, picked
from goodword.connect.importing.reading import Row
from goodword.connect.importing.report import Outcome, RowRefused
from goodword.connect.importing.tables import TableFile
from goodword.core.errors import Conflict, Invalid
from goodword.core.text import clean_line, slug

GOODREADS = "https://www.goodreads.com/book/show/"
PLAIN = ("title", "maker", "maker_note", "line", "price", "currency", "language", "link", "source_link")


def products_file(path: Path, *, source: str = "", mapping: Sequence[str] = (), label: str = "") -> TableFile:
    """The file of an import of products."""
    return TableFile(path, source, mapping, PRODUCT, [GOODBOOKS], ["id", "title"], label)


class Products:
    """Writes the rows of a table of products."""

    def __init__(self, file: TableFile, *, dry: bool) -> None:
        self.file, self.dry = file, dry
        self._subjects: dict[str, Subject] = {}
        self._met: set[str] = set()

    def steps(self) -> list[Step]:
        """One walk over the file."""
        return [Step(self.file.name, self.file.name, self.file.rows, self.write)]

    def write(self, rows: list[Row]) -> Outcome:
        """One batch. A product that is here already stays as it is."""
        outcome = Outcome()
        by_id: dict[str, Row] = {}
        facts = [picked(row, self.file.columns) for row in rows]
        wanted = {row["id"] for row in facts}
        here = set(
            Product.objects.filter(source=self.file.source, source_id__in=wanted).values_list(
                "source_id", flat=True
            )
        )
        for row in facts:
            if not row["id"]:
                outcome.refuse("without an id")
            elif row["id"] in here:
                outcome.refuse("here already")
            elif row["id"] in by_id or row["id"] in self._met:
                outcome.refuse("twice in this file")
            else:
                by_id[row["id"]] = row
        self._met.update(by_id if self.dry else ())
        with transaction.atomic():
            self._bring(list(by_id.values()), outcome)
            if self.dry:
                transaction.set_rollback(True)
                self._subjects.clear()
        return outcome

    def _bring(self, rows: list[Row], outcome: Outcome) -> None:
        ready: list[dict[str, Any]] = []
        for row in rows:
            try:
                ready.append(self._facts(row))
            except (RowRefused, Invalid) as reason:
                outcome.refuse(_reason(reason))
        try:
            with transaction.atomic():
                add_products(ready, by=None)
            outcome.take("product", len(ready))
        except Invalid:
            self._one_by_one(ready, outcome)

    def _one_by_one(self, ready: list[dict[str, Any]], outcome: Outcome) -> None:
        """One of them cannot be taken: find out which."""
        for facts in ready:
            try:
                with transaction.atomic():
                    add_product(by=None, **facts)
                outcome.take("product")
            except (Invalid, Conflict) as reason:
                outcome.refuse(_reason(reason))

    def _facts(self, row: Row) -> dict[str, Any]:
        facts: dict[str, Any] = {name: row[name] for name in PLAIN if row.get(name)}
        if len(facts.get("title", "")) > 500:
            raise RowRefused("title: longer than 500 characters")
        if "goodreads" in row:
            facts |= _book(row)
        if price := facts.get("price"):
            facts["price"] = sanitize_separators(price.strip("£$€ "))
        for name in ("year", "stock"):
            if row.get(name):
                facts[name] = _whole(name, row[name])
        if row.get("subject"):
            facts["subject"] = self._subject(row["subject"])
        return facts | {"source": self.file.source, "source_id": row["id"]}

    def _subject(self, words: str) -> Subject | None:
        """The shelf of this name, put up where it is missing; "Books > Poetry" names a branch."""
        parent: Subject | None = None
        for part in filter(None, (clean_line(part) for part in words.split(">"))):
            key = f"{parent.pk if parent else ''}>{slug(part)}"
            if key not in self._subjects:
                rows = Subject.objects.filter(name=part, parent=parent)
                self._subjects[key] = rows.first() or self._new_subject(part, parent)
            parent = self._subjects[key]
        return parent

    def _new_subject(self, name: str, parent: Subject | None) -> Subject:
        try:
            return add_subject(name, by=None, parent=parent)
        except Conflict:
            return add_subject(
                name, by=None, parent=parent, address=f"{parent.slug if parent else 'shelf'}-{name}"
            )


def _book(row: Row) -> dict[str, Any]:
    """What the table of goodbooks says besides: several authors in one column, and where a book is described."""
    first, *others = [name.strip() for name in row["maker"].split(",")]
    rest = ", ".join(others)
    if len(rest) > 200:
        rest = rest[:199].rsplit(",", 1)[0] + "…"
    link = f"{GOODREADS}{row['goodreads']}" if row["goodreads"].isdigit() else ""
    return {"maker": first, "maker_note": rest, "source_link": link}


def _whole(name: str, text: str) -> int:
    """A whole number, also one that a spreadsheet wrote as "2008.0"."""
    try:
        number = float(text)
        if not number.is_integer():
            raise ValueError
        return int(number)
    except (ValueError, OverflowError) as error:
        raise RowRefused(f"{name}: not a whole number") from error


def _reason(error: Exception) -> str:
    if isinstance(error, Invalid | Conflict):
        return f"{error.field}: {error.message}" if error.field else error.message
    return str(error)

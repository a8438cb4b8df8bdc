"""Reviews from a table, with the products and persons they name."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

from django.utils.html import linebreaks

from goodword.catalog.actions.products import add_products
from goodword.catalog.models import Product
from goodword.connect.importing.engine import Step
from goodword.connect.importing.mapping import AMAZON, REVIEW, picked
from goodword.connect.importing.reading import Row
from goodword.connect.importing.report import Outcome, RowRefused
from goodword.connect.importing.stackexchange.known import Known
from goodword.connect.importing.tables import TableFile
from goodword.conversations.actions import imports as texts
from goodword.conversations.actions.imported_reviews import NewReview, bring_reviews, pairs_reviewed
from goodword.conversations.queries.imported import topic_ids_of
from goodword.core.errors import Invalid
from goodword.core.text import clean_html, clean_line, plain
from goodword.people.actions.imports import NewPerson, bring_persons

WOULD_BE = -1
INDEX_BATCH = 200


def reviews_file(path: Path, *, source: str = "", mapping: Sequence[str] = ()) -> TableFile:
    """The file of an import of reviews."""
    return TableFile(path, source, mapping, REVIEW, [AMAZON], ["product", "stars", "text"])


class Reviews:
    """Writes the rows of a table of reviews."""

    def __init__(self, file: TableFile, *, dry: bool, products: str = "", licence: str = "") -> None:
        self.file, self.dry, self.licence = file, dry, licence
        self.products = products or file.source
        self.known = Known(file.source, dry=dry)
        self._would_be_products: set[str] = set()
        self._would_be_pairs: set[tuple[str, str]] = set()

    def steps(self) -> list[Step]:
        """One walk over the file, and one to make what came in findable."""
        steps = [Step(self.file.name, self.file.name, self.file.rows, self.write)]
        if not self.dry:
            steps.append(Step("Search", "", lambda: topic_ids_of(self.file.source), _index, INDEX_BATCH))
        return steps

    def write(self, rows: list[Row]) -> Outcome:
        """One batch."""
        outcome = Outcome()
        good: dict[str, Row] = {}
        facts = [picked(row, self.file.columns) for row in rows]
        here = self.known.ids("topic", (_old_id(row) for row in facts))
        for row in facts:
            old = _old_id(row)
            try:
                _check(row)
                if old in here:
                    raise RowRefused("here already")
                if old in good:
                    raise RowRefused("twice in this file")
                good[old] = row
            except RowRefused as reason:
                outcome.refuse(str(reason))
        products, persons = self._products(good.values()), self._persons(good)
        reviews = self._once_each(good, products, persons, outcome)
        outcome.take("review", len(reviews))
        self.known.add("topic", reviews)
        if not self.dry:
            ids = bring_reviews(self.file.source, list(reviews.values()))
            tallies = {ids[old]: tally for old in reviews if (tally := _helpful(good[old]))}
            texts.bring_tallies(self.file.source, topics=tallies, replies={})
        return outcome

    def _once_each(
        self, good: dict[str, Row], products: dict[str, int], persons: dict[str, int], outcome: Outcome
    ) -> dict[str, NewReview]:
        """One review a person and product (the first one counts)."""
        taken = pairs_reviewed(set(persons.values()), set(products.values()))
        reviews: dict[str, NewReview] = {}
        for old, row in good.items():
            pair = (persons[_writer(row)], products[row["product"]])
            names = (_writer(row), row["product"])
            if (pair in taken and not self.dry) or names in self._would_be_pairs:
                outcome.refuse("this person has reviewed this product already")
                continue
            taken.add(pair)
            if self.dry:
                self._would_be_pairs.add(names)
            reviews[old] = self._review(old, row, author=pair[0], product=pair[1])
        return reviews

    def _review(self, old: str, row: Row, *, author: int, product: int) -> NewReview:
        body = _body(row)
        html = str(clean_html(linebreaks(body, autoescape=True)))
        title = clean_line(unescape(row.get("title", "")), 300) or plain(html, 60)
        return NewReview(
            source_id=old,
            author_id=author,
            body=body,
            html=html,
            at=_moment(row.get("at", "")),
            link=row.get("link", "")[:500] if row.get("link", "").startswith(("https://", "http://")) else "",
            licence=self.licence,
            product_id=product,
            stars=_stars(row["stars"]),
            title=title,
        )

    def _products(self, rows: Iterable[Row]) -> dict[str, int]:
        """The products these rows name; what is not here is made with what the row knows of it."""
        titles = {row["product"]: row.get("product_title") or row["product"] for row in rows}
        here = dict(
            Product.objects.filter(source=self.products, source_id__in=titles).values_list("source_id", "pk")
        )
        missing = [old for old in titles if old not in here]
        if self.dry:
            return here | dict.fromkeys(missing, WOULD_BE)
        facts = ({"title": titles[old], "source": self.products, "source_id": old} for old in missing)
        made = add_products(facts, by=None)
        return here | {product.source_id: product.pk for product in made}

    def _persons(self, good: dict[str, Row]) -> dict[str, int]:
        """The writers of these rows, made where they are not here; without an id each row has a writer of its own."""
        wanted = {_writer(row): row for row in reversed(good.values())}
        here = self.known.ids("person", wanted)
        missing = [
            NewPerson(old, unescape(row.get("name", "")), _moment(row.get("at", "")))
            for old, row in wanted.items()
            if old not in here
        ]
        self.known.add("person", (new.source_id for new in missing))
        if self.dry:
            return here | dict.fromkeys((new.source_id for new in missing), WOULD_BE)
        return here | bring_persons(self.file.source, missing)


def _check(row: Row) -> None:
    """Raises RowRefused on what cannot be a review."""
    if not row["product"] or len(row["product"]) > 100:
        raise RowRefused("without a product, or with an id longer than 100 characters")
    _stars(row["stars"])
    _moment(row.get("at", ""))
    _body(row)


def _body(row: Row) -> str:
    """The words; a review that is only a headline says just that."""
    try:
        return texts.checked_words(unescape(row.get("text", "")) or unescape(row.get("title", "")))
    except Invalid as error:
        raise RowRefused(error.message) from error


def _stars(text: str) -> int:
    try:
        number = float(text)
    except ValueError:
        number = 0
    if number not in (1, 2, 3, 4, 5):
        raise RowRefused("stars are not a whole number from 1 to 5")
    return int(number)


def _moment(text: str) -> datetime:
    """Seconds since 1970 or an ISO date. Raises RowRefused."""
    try:
        if text.lstrip("-").isdigit():
            return datetime.fromtimestamp(int(text), UTC)
        at = datetime.fromisoformat(text)
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise RowRefused("without a date that can be read") from error


def _helpful(row: Row) -> tuple[int, int] | None:
    """(up, down) from "[up, total]" or a plain number of ups; None for none."""
    try:
        found = json.loads(row.get("helpful") or "0")
    except ValueError:
        return None
    up, total = found if isinstance(found, list) and len(found) == 2 else (found, found)
    if not (isinstance(up, int) and isinstance(total, int) and 0 <= up <= total < 2**31 and total):
        return None
    return up, total - up


def _writer(row: Row) -> str:
    return _short(row.get("person") or f"review:{_old_id(row)}")


def _old_id(row: Row) -> str:
    if row.get("id"):
        return _short(row["id"])
    if row.get("person"):
        return _short(f"{row['person']}-{row.get('product', '')}")
    words = "\0".join(row.get(name, "") for name in ("product", "name", "stars", "title", "text", "at"))
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _short(old: str) -> str:
    """An old id as it fits its column."""
    return old if len(old) <= 60 else hashlib.sha256(old.encode()).hexdigest()[:60]


def _index(ids: list[int]) -> Outcome:
    texts.index_topics(ids)
    return Outcome()

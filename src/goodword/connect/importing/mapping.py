"""Which column means what: guessed from names, or said with `--mapping field=column`."""

import re
from collections.abc import Iterable, Mapping

from goodword.connect.importing.reading import FileProblem, Row

PRODUCT = {
    "id": ("id", "product_id", "sku", "asin"),
    "title": ("title", "name", "product"),
    "maker": ("maker", "author", "authors", "brand", "vendor", "manufacturer"),
    "maker_note": ("maker_note",),
    "subject": ("subject", "category", "shelf", "genre"),
    "year": ("year",),
    "line": ("line", "description", "blurb"),
    "price": ("price",),
    "currency": ("currency",),
    "stock": ("stock",),
    "language": ("language",),
    "link": ("link", "url"),
    "picture": ("picture", "image", "image_url", "picture_url"),
    "source_link": ("source_link",),
}
GOODBOOKS = {
    "id": "book_id", "title": "title", "maker": "authors", "year": "original_publication_year", "language": "language_code",
    "picture": "image_url", "goodreads": "goodreads_book_id",
}  # fmt: skip
REVIEW = {
    "id": ("id", "review_id"),
    "product": ("product", "product_id", "asin", "sku"),
    "product_title": ("product_title", "product_name"),
    "person": ("person", "person_id", "user_id", "reviewer_id", "author_id"),
    "name": ("name", "reviewer", "reviewer_name", "author", "user"),
    "stars": ("stars", "rating", "score"),
    "title": ("title", "summary", "headline"),
    "text": ("text", "body", "review", "content"),
    "at": ("at", "date", "created_at", "timestamp"),
    "helpful": ("helpful",),
    "link": ("link", "url"),
}
AMAZON = {
    "product": "asin", "person": "reviewerID", "name": "reviewerName", "stars": "overall", "title": "summary",
    "text": "reviewText", "at": "unixReviewTime", "helpful": "helpful",
}  # fmt: skip
Columns = dict[str, str]
_CANNOT = re.compile("[\0\ud800-\udfff]")


def columns_of(
    header: Iterable[str], wishes: Iterable[str], names: Mapping[str, tuple[str, ...]], known: Iterable[Columns], needed: Iterable[str],
    file: str,
) -> Columns:  # fmt: skip
    """Field to column. wishes: "field=column" as somebody typed them; known: whole formats we recognise by their columns.

    Raises FileProblem on a wish that cannot be met and on a needed field that no column fits.
    """
    there = {column.casefold(): column for column in header}
    columns = {
        field: there[column]
        for field, guesses in names.items()
        for column in reversed(guesses)
        if column in there
    }
    for shape in known:
        if all(column.casefold() in there for column in shape.values()):
            columns = dict(shape)
    for wish in wishes:
        field, _, column = wish.partition("=")
        if field not in names or column.casefold() not in there:
            fields = ", ".join(names)
            raise FileProblem(file, 1, f"--mapping {wish}: no such column, or the field is none of {fields}")
        columns[field] = there[column.casefold()]
    if missing := [field for field in needed if field not in columns]:
        listed = ", ".join(there.values()) or "none"
        raise FileProblem(
            file,
            1,
            f"no column for {' and '.join(missing)}. There are: {listed}. Name it with --mapping field=column",
        )
    return columns


def picked(row: Row, columns: Columns) -> Row:
    """The row by fields instead of columns, without what no database can hold: NUL and lone surrogates."""
    return {field: _CANNOT.sub("", row.get(column, "")).strip() for field, column in columns.items()}

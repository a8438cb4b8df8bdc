"""Orders by file: a CSV with the columns number, email, product and, if you like, bought_at."""

import csv
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from django.db import transaction
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from goodword.catalog.actions._allowed import must_confirm_orders
from goodword.catalog.actions.purchases import record_purchase
from goodword.catalog.models import Product, Purchase
from goodword.core import clock
from goodword.core.errors import Invalid, Refused
from goodword.people.models import Person

COLUMNS = {"number", "email", "product"}
MAX_BYTES = 5_000_000
MAX_ROWS = 50_000


@dataclass
class OrdersReport:
    """What a file did, or would do: rows read = imported + known + refused, each refusal with its line and reason."""

    dry_run: bool
    read: int = 0
    imported: int = 0
    known: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def import_orders(content: bytes, *, by: Person | None, dry_run: bool = False) -> OrdersReport:
    """Record each line of a CSV. `product` is our number of it, or SOURCE:ID, or its exact title.

    All or nothing on disk, line by line in the report. Raises NotAllowed, Invalid (no CSV, wrong columns, too large).
    """
    must_confirm_orders(by)
    rows = _rows(content)
    report = OrdersReport(dry_run)
    with transaction.atomic():
        for line, row in enumerate(rows, start=2):
            report.read += 1
            try:
                with transaction.atomic():
                    _take(row, by, report)
            except Refused as refused:
                report.refused.append((line, refused.message))
        if dry_run:
            transaction.set_rollback(True)
    return report


def _rows(content: bytes) -> list[dict[str, str]]:
    if len(content) > MAX_BYTES:
        raise Invalid(_("This file is larger than 5 MB. Please split it."), field="file")
    try:
        text = content.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        names = {(name or "").strip().casefold(): name for name in reader.fieldnames or []}
        if not names.keys() >= COLUMNS or "\0" in text:
            raise Invalid(
                _("The first line has to name the columns number, email and product."), field="file"
            )
        rows = [{key: (row.get(name) or "").strip() for key, name in names.items()} for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Invalid(_("This file could not be read as CSV in UTF-8."), field="file") from error
    if len(rows) > MAX_ROWS:
        raise Invalid(_("This file has more than 50,000 lines. Please split it."), field="file")
    return rows


def _take(row: dict[str, str], by: Person | None, report: OrdersReport) -> None:
    product, number = _product(row["product"]), row["number"]
    if not number:
        raise Invalid(_("no order number"))
    before = Purchase.objects.filter(number=number, product=product).exists()
    record_purchase(product, by=by, email=row["email"], number=number, at=_moment(row.get("bought_at", "")))
    if before:
        report.known += 1
    else:
        report.imported += 1


def _product(asked: str) -> Product:
    source, _colon, source_id = asked.partition(":")
    if asked.isascii() and asked.isdigit() and len(asked) < 18:
        found = list(Product.objects.filter(pk=int(asked))[:1])
    else:
        found = list(Product.objects.filter(source=source, source_id=source_id)[:1]) if source_id else []
        found = found or list(Product.objects.filter(title=asked)[:2])
    if len(found) != 1:
        raise Invalid(_("no product “%(asked)s”, or more than one") % {"asked": asked[:80]})
    return found[0]


def _moment(text: str) -> datetime:
    if not text:
        return clock.now()
    try:
        moment = parse_datetime(text)
        day = parse_date(text) if moment is None else None
    except ValueError:
        moment = day = None
    if day is not None:
        moment = datetime.combine(day, time(12), UTC)
    if moment is None or moment.year < 1900:
        raise Invalid(_("“%(text)s” is not a date such as 2026-03-01") % {"text": text[:40]})
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

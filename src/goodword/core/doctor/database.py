"""Whether the database is whole, and whether the words of the search index are those of its rows."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Count, Sum

from goodword.core.doctor import Finding, check
from goodword.core.meaning import model
from goodword.core.models import Leaf, SearchDocument, SearchVector, SearchWord

LARGE_WAL = 256_000_000
"""Bytes of the write-ahead log beside SQLite's file that say that some reader never ends."""


@check("database")
def _whole() -> Iterator[Finding]:
    """SQLite looks through its pages and its foreign keys; PostgreSQL keeps both by itself."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        problems = [row[0] for row in cursor.execute("PRAGMA quick_check(5)").fetchall() if row[0] != "ok"]
        orphans = cursor.execute("PRAGMA foreign_key_check").fetchmany(5)
    says = "whole" if not problems else f"damaged ({problems[0]}): stop the site and restore the last backup"
    yield Finding("database file", not problems, says)
    says = "every row has the rows it names"
    if orphans:
        tables = ", ".join(sorted({row[0] for row in orphans}))
        says = f"rows of {tables} name rows that are gone: restore the last backup, or report it"
    yield Finding("rows", not orphans, says)
    yield from _files_of_sqlite(Path(settings.DATABASES["default"]["NAME"]))


def _files_of_sqlite(file: Path) -> Iterator[Finding]:
    wal = file.with_name(f"{file.name}-wal")
    size = wal.stat().st_size if wal.exists() else 0
    says = f"{size // 1_000_000} MB" + (
        "" if size < LARGE_WAL else ": some process reads without end; restart the site"
    )
    yield Finding("write-ahead log", size < LARGE_WAL, says)
    if file.exists():
        private = os.access(file, os.W_OK)
        yield Finding(
            "database file",
            private,
            "can be written" if private else f"{file} cannot be written by this user",
        )


@check("log")
def _dense() -> Iterator[Finding]:
    """The lines of the public log are numbered from 0 without a gap."""
    count = Leaf.objects.count()
    last = Leaf.objects.order_by("-seq").values_list("seq", flat=True).first()
    good = count == (0 if last is None else last + 1)
    says = (
        f"{count} lines, none missing"
        if good
        else f"{count} lines, numbered up to {last}: restore the last backup"
    )
    yield Finding("public log", good, says)


@check("search")
def _index() -> Iterator[Finding]:
    """The full-text index holds as many documents as there are, and the words of public ones."""
    rows = SearchDocument.objects.count()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            indexed = cursor.execute("SELECT count(*) FROM core_searchfts_docsize").fetchone()[0]
        good = indexed == rows
        says = (
            f"{rows} documents"
            if good
            else f"{indexed} of {rows} documents are indexed: ./goodword manage reindex"
        )
        yield Finding("search index", good, says)
    words = SearchWord.objects.aggregate(all=Sum("documents"))["all"] or 0
    public = SearchDocument.objects.filter(audience="everyone").exists()
    if public and not words:
        yield Finding(
            "search words", False, "none, so typing mistakes are not mended: ./goodword manage reindex"
        )


@check("search")
def _vectors() -> Iterator[Finding]:
    """Whether questions are found by what they say; without that, by their words alone."""
    lost = "found by their words alone: a question asked in other words finds about two in three of what it could"
    if not settings.GOODWORD_VECTORS:
        yield Finding(
            "sentence vectors", False, f"switched off (GOODWORD_VECTORS), texts are {lost}", matters=False
        )
    elif model.missing():
        needed = ", ".join(model.missing())
        yield Finding("sentence vectors", False, f"{needed} not installed, texts are {lost}", matters=False)
    else:
        states = dict(SearchVector.objects.values_list("state").annotate(Count("pk")).order_by())
        waiting = states.get("waiting", 0)
        says = f"{states.get('there', 0)}" + (
            f", {waiting} still to be made by the worker" if waiting else ""
        )
        yield Finding("sentence vectors", True, says)

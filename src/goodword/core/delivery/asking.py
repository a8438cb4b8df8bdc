"""What a page was made from: every question it put to the database, and what came back. And asking all of it again."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper

_choosing: ContextVar[bool] = ContextVar("choosing", default=False)
_FRAMES = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")  # around what is asked, and no question
_WRITES = re.compile(r"\b(?:INSERT|UPDATE|DELETE|NEXTVAL)\b", re.IGNORECASE)


@dataclass(slots=True)
class Question:
    """One statement and the rows it gave."""

    sql: str
    params: Any
    rows: list[tuple[Any, ...]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Answered:
    """One statement and the digest of its rows."""

    sql: str
    params: Any
    digest: int


@dataclass(slots=True)
class Asked:
    """All questions of one page, in order. reads_only: nothing was written."""

    questions: list[Question] = field(default_factory=list)
    reads_only: bool = True

    def answers(self) -> tuple[Answered, ...] | None:
        """What must hold for the page to be as it was; None where that cannot be told."""
        if not self.reads_only:
            return None
        try:
            return tuple(
                Answered(sys.intern(one.sql), one.params, hash(tuple(one.rows))) for one in self.questions
            )
        except TypeError:  # a row with something that has no hash
            return None


class _Listening(CursorWrapper):
    """Django's cursor, which notes what is asked and what comes back."""

    def __init__(self, cursor: Any, db: Any, asked: Asked) -> None:
        super().__init__(cursor, db)
        vars(self)["_asked"] = asked

    def execute(self, sql: Any, params: Any = None) -> Any:
        asked: Asked = vars(self)["_asked"]
        text = str(sql)
        if text.startswith(_FRAMES):
            vars(self)["_now"] = Question(text, None)
            return super().execute(sql, params)
        asked.reads_only = asked.reads_only and _reads(text)
        if _choosing.get():
            vars(self)["_now"] = Question(text, None)
            return super().execute(sql, params)
        question = Question(text, tuple(params) if params is not None else None)
        vars(self)["_now"] = question
        asked.questions.append(question)
        return super().execute(sql, params)

    def executemany(self, sql: Any, param_list: Any) -> Any:
        vars(self)["_asked"].reads_only = False
        return super().executemany(sql, param_list)

    def callproc(self, *args: Any, **kwargs: Any) -> Any:
        vars(self)["_asked"].reads_only = False
        return super().callproc(*args, **kwargs)

    def fetchone(self) -> Any:
        row = self.cursor.fetchone()
        if row is not None:
            self._note([row])
        return row

    def fetchmany(self, *args: Any) -> Any:
        rows = self.cursor.fetchmany(*args)
        self._note(rows)
        return rows

    def fetchall(self) -> Any:
        rows = self.cursor.fetchall()
        self._note(rows)
        return rows

    def __iter__(self) -> Iterator[Any]:
        for row in super().__iter__():
            self._note([row])
            yield row

    def _note(self, rows: Any) -> None:
        vars(self)["_now"].rows.extend(rows)


@contextmanager
def a_choice() -> Iterator[None]:
    """Within: what is asked only chooses what to offer, as what is like a text, and is not asked again when a kept page is delivered.

    Whether the chosen ones may be seen is asked outside of it, and each time.
    """
    token = _choosing.set(True)
    try:
        yield
    finally:
        _choosing.reset(token)


@contextmanager
def listening() -> Iterator[Asked]:
    """Within: what this thread asks of the database is noted."""
    asked = Asked()
    db: Any = connections[DEFAULT_DB_ALIAS]  # this thread's own connection
    db.make_cursor = lambda cursor: _Listening(cursor, db, asked)
    db.make_debug_cursor = lambda cursor: _Listening(CursorDebugWrapper(cursor, db), db, asked)
    try:
        yield asked
    finally:
        del db.make_cursor, db.make_debug_cursor


def still_so(answers: tuple[Answered, ...]) -> bool:
    """Whether the database gives the same rows to the same questions now."""
    with connection.cursor() as cursor:
        for one in answers:
            cursor.execute(one.sql, one.params)
            if hash(tuple(cursor.fetchall())) != one.digest:
                return False
    return True


def _reads(sql: str) -> bool:
    """Whether a statement only reads. One that names a writing word is taken for a write, which costs no more than a rendering."""
    begin = sql.lstrip(" (\n")[:6].upper()
    return begin.startswith(("SELECT", "WITH ")) and not _WRITES.search(sql)

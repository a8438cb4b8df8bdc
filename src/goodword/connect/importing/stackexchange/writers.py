"""Who wrote it: the users of the dump, and those it has forgotten."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from goodword.connect.importing.reading import Row
from goodword.connect.importing.report import Outcome, RowRefused
from goodword.connect.importing.stackexchange.dump import Dump, moment
from goodword.connect.importing.stackexchange.known import Known
from goodword.core import clock
from goodword.people.actions.imports import NewPerson, bring_persons


class Writers:
    """Finds and makes the persons of a dump."""

    def __init__(self, dump: Dump, *, dry: bool) -> None:
        self.dump = dump
        self.dry = dry
        self.known = Known(dump.source, dry=dry)

    def write(self, rows: list[Row]) -> Outcome:
        """One batch of Users."""
        outcome = Outcome()
        here = self.known.ids("person", (row["Id"] for row in rows))
        news: dict[str, NewPerson] = {}
        for row in rows:
            old = row["Id"]
            if old in here or old in news:
                outcome.refuse("here already")
                continue
            try:
                news[old] = NewPerson(old, row.get("DisplayName", ""), moment(row.get("CreationDate", "")))
            except RowRefused as reason:
                outcome.refuse(str(reason))
        outcome.take("person", len(news))
        self.bring(news.values())
        return outcome

    def bring(self, news: Iterable[NewPerson]) -> dict[str, int]:
        """Make these persons, or in a dry run note that they would be here."""
        listed = list(news)
        self.known.add("person", (new.source_id for new in listed))
        return {} if self.dry else bring_persons(self.dump.source, listed)

    def of(self, rows: list[Row], id_column: str, name_column: str, what: str) -> dict[str, int]:
        """The writer of each row by the row's id. Who left the old site comes as a person without a name, or with the name left there."""
        wanted = {row["Id"]: self._old_id(row, id_column, name_column, what) for row in rows}
        here = self.known.ids("person", wanted.values())
        missing = {
            old: NewPerson(old, row.get(name_column, ""), _day(row))
            for row in rows
            if (old := wanted[row["Id"]]) not in here
        }
        here |= self.bring(missing.values())
        return {row_id: here.get(old, 0) for row_id, old in wanted.items()}

    def _old_id(self, row: Row, id_column: str, name_column: str, what: str) -> str:
        if old := row.get(id_column):
            return old
        if name := row.get(name_column):
            return f"name:{hashlib.sha256(name.encode()).hexdigest()[:20]}"
        return f"{what}:{row['Id']}"


def _day(row: Row) -> datetime:
    try:
        return moment(row.get("CreationDate", ""))
    except RowRefused:
        return clock.now()

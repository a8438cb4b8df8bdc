"""A table on disk: CSV or JSONL, read to its end once before anything is written."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from goodword.connect.importing.mapping import Columns, columns_of
from goodword.connect.importing.reading import FileProblem, Row, table_rows


class TableFile:
    """One file and what its columns mean; `columns` is set by `check`."""

    def __init__(
        self, path: Path, source: str, wishes: Sequence[str], names: Mapping[str, tuple[str, ...]], known: Sequence[Columns],
        needed: Sequence[str], label: str = "",
    ) -> None:  # fmt: skip
        self.path = path
        self.name = label or path.name
        self.source = (source or path.name.split(".")[0])[:60]
        self.columns: Columns = {}
        self.totals: dict[str, int] = {}
        self._wishes, self._names, self._known, self._needed = wishes, names, known, needed

    def rows(self) -> Iterator[Row]:
        """The rows by column. Raises FileProblem."""
        return table_rows(self.path)

    def check(self) -> Iterator[str]:
        """Read all of it, count the rows and settle the columns. Raises FileProblem."""
        if not self.path.is_file():
            raise FileProblem(self.name, 0, "there is no such file")
        header: set[str] = set()
        count = 0
        for row in self.rows():
            count += 1
            header.update(row)
        if not count:
            raise FileProblem(self.name, 1, "there are no rows")
        self.columns = columns_of(
            sorted(header), self._wishes, self._names, self._known, self._needed, self.name
        )
        self.totals[self.name] = count
        yield self.name

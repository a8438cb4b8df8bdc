"""The folder of a dump: which files are there, what they are about, and what their numbers mean."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from goodword.connect.importing.reading import FileProblem, Row, xml_rows
from goodword.connect.importing.report import RowRefused

NEEDED = ("Users", "Posts")
OPTIONAL = ("Tags", "Comments", "PostLinks", "Votes", "Badges", "PostHistory")
QUESTION, ANSWER, WIKI_EXCERPT, WIKI = "1", "2", "4", "5"
POST_TYPES = {
    "3": "orphaned tag wiki", "6": "moderator nomination", "7": "wiki placeholder (help text of the old site)",
    "8": "privilege wiki", "9": "article", "10": "help article", "12": "collection", "13": "moderator questionnaire response",
    "14": "announcement", "15": "collective discussion", "17": "collective",
}  # fmt: skip
UP, DOWN, ACCEPTED = "2", "3", "1"
VOTE_TYPES = {
    ACCEPTED: "vote type 1 (accepted): the answer carries it", "4": "vote type 4 (offensive)", "5": "vote type 5 (bookmark)",
    "6": "vote type 6 (close)", "7": "vote type 7 (reopen)", "8": "vote type 8 (bounty begun)",
    "9": "vote type 9 (bounty given)", "10": "vote type 10 (deletion)", "11": "vote type 11 (undeletion)",
    "12": "vote type 12 (spam)", "15": "vote type 15 (looked at by a moderator)", "16": "vote type 16 (edit approved)",
}  # fmt: skip
LINK_TYPES = {"1": "link type 1 (mentioned): the link stands in the text"}
NOT_TAKEN = {"Badges": "badges are not taken over", "PostHistory": "earlier versions are not taken over"}
_FIRST_3, _FIRST_4 = datetime(2011, 4, 8, tzinfo=UTC), datetime(2018, 5, 2, tzinfo=UTC)


class Dump:
    """One dump. source: the name its objects keep. site: the address of the old site, "" where nobody knows it."""

    def __init__(self, folder: Path, source: str = "", site: str = "") -> None:
        self.folder = folder
        self.source = (source or folder.resolve().name)[:60]
        self.site = (site or guessed_site(self.source)).rstrip("/")
        self.totals: dict[str, int] = {}

    def path(self, name: str) -> Path | None:
        """The file NAME.xml or NAME.xml.gz, whichever is there."""
        found = (self.folder / f"{name}{ending}" for ending in (".xml", ".xml.gz"))
        return next((path for path in found if path.is_file()), None)

    def has(self, name: str) -> bool:
        """Whether this file came with the dump."""
        return self.path(name) is not None

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of one file, none where it is not there. Raises FileProblem."""
        path = self.path(name)
        return xml_rows(path) if path else iter(())

    def check(self) -> Iterator[str]:
        """Read every file to its end, naming each as it is done, and count its rows. Raises FileProblem."""
        if not self.folder.is_dir():
            raise FileProblem(str(self.folder), 0, "there is no such folder")
        for name in NEEDED:
            if not self.has(name):
                raise FileProblem(f"{name}.xml", 0, f"is not in {self.folder}; a dump needs Posts and Users")
        for name in (*NEEDED, *OPTIONAL):
            if self.has(name):
                self.totals[name] = self._count(name)
                yield name

    def _count(self, name: str) -> int:
        count = 0
        for row in self.rows(name):
            count += 1
            if not row.get("Id"):
                raise FileProblem(f"{name}.xml", 0, f"row {count} has no Id: this is not a file of a dump")
        return count

    @cached_property
    def wikis(self) -> dict[str, str]:
        """Tag wiki posts: post id to tag name."""
        named = {}
        for row in self.rows("Tags"):
            for column in ("ExcerptPostId", "WikiPostId"):
                if column in row:
                    named[row[column]] = row.get("TagName", "")
        return named

    @cached_property
    def acceptance_days(self) -> dict[str, datetime]:
        """When answers were accepted, by answer id, as far as Votes says it (to the day)."""
        return {
            row.get("PostId", ""): moment(row["CreationDate"])
            for row in self.rows("Votes")
            if row.get("VoteTypeId") == ACCEPTED and row.get("CreationDate")
        }

    def vote_counts(self) -> list[tuple[str, Counter[str]]]:
        """Votes by target: post id and how many of each type, in the order of the first vote."""
        counts: dict[str, Counter[str]] = {}
        for row in self.rows("Votes"):
            counts.setdefault(row.get("PostId", ""), Counter())[row.get("VoteTypeId", "")] += 1
        return list(counts.items())

    def link(self, path: str) -> str:
        """The address of something on the old site."""
        return f"{self.site}/{path}" if self.site else ""


def guessed_site(source: str) -> str:
    """The old site's address, from a folder named after it: `beer.stackexchange.com` or `stackexchange-beer[-meta]`."""
    if re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", source):
        return f"https://{source}"
    if match := re.fullmatch(r"stackexchange-([a-z0-9]+)(-meta)?", source):
        return f"https://{match[1]}{'.meta' if match[2] else ''}.stackexchange.com"
    return ""


def moment(text: str) -> datetime:
    """A time of the dump, which is UTC. Raises RowRefused."""
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise RowRefused("without a date that can be read") from error


def licence_of(row: Row, at: datetime) -> str:
    """The licence a text was given under: as its row says, else by its date."""
    if said := row.get("ContentLicense"):
        return said[:60]
    return f"CC BY-SA {'2.5' if at < _FIRST_3 else '3.0' if at < _FIRST_4 else '4.0'}"


def tag_names(text: str) -> tuple[str, ...]:
    """Both spellings: `<a><b>` and `|a|b|`."""
    return tuple(dict.fromkeys(name for name in re.split(r"[<>|]+", text) if name.strip()))

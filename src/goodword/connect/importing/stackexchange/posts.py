"""Questions, answers, tag wikis, and which answers were accepted."""

from typing import Any

from goodword.connect.importing.html import safe_html, source_of
from goodword.connect.importing.reading import Row
from goodword.connect.importing.report import Outcome, RowRefused
from goodword.connect.importing.stackexchange.dump import (
    POST_TYPES,
    QUESTION,
    WIKI,
    WIKI_EXCERPT,
    Dump,
    licence_of,
    moment,
    tag_names,
)
from goodword.connect.importing.stackexchange.writers import Writers
from goodword.conversations.actions import imports as texts
from goodword.core.errors import Invalid
from goodword.core.text import plain


class Posts:
    """Writes the rows of Posts."""

    def __init__(self, dump: Dump, writers: Writers) -> None:
        self.dump, self.writers, self.known = dump, writers, writers.known

    def questions(self, rows: list[Row]) -> Outcome:
        """One batch of all that is no answer: questions become topics, tag wikis the words of their tag."""
        outcome = Outcome()
        questions = [row for row in rows if row.get("PostTypeId") == QUESTION]
        here = self.known.ids("topic", (row["Id"] for row in questions))
        authors = self._authors([row for row in questions if row["Id"] not in here])
        news: dict[str, texts.NewTopic] = {}
        for row in rows:
            kind = row.get("PostTypeId", "")
            try:
                if kind in (WIKI, WIKI_EXCERPT):
                    self._wiki(row, excerpt=kind == WIKI_EXCERPT)
                    outcome.take("tag wiki" if kind == WIKI else "tag wiki excerpt")
                elif kind != QUESTION:
                    raise RowRefused(f"post type {kind} ({POST_TYPES.get(kind, 'unknown')})")
                elif row["Id"] in here or row["Id"] in news:
                    raise RowRefused("here already")
                else:
                    news[row["Id"]] = self._topic(row, authors[row["Id"]])
                    outcome.take("question")
            except RowRefused as reason:
                outcome.refuse(str(reason))
        self.known.add("topic", news)
        if not self.writers.dry:
            texts.bring_topics(self.dump.source, list(news.values()))
        return outcome

    def answers(self, rows: list[Row]) -> Outcome:
        """One batch of answers."""
        outcome = Outcome()
        here = self.known.ids("reply", (row["Id"] for row in rows))
        topics = self.known.ids("topic", (row.get("ParentId", "") for row in rows))
        authors = self._authors(
            [row for row in rows if row["Id"] not in here and row.get("ParentId") in topics]
        )
        news: dict[str, texts.NewReply] = {}
        for row in rows:
            try:
                if row["Id"] in here or row["Id"] in news:
                    raise RowRefused("here already")
                if row.get("ParentId") not in topics:
                    raise RowRefused("its question is not here")
                columns = self._words(row, authors[row["Id"]], f"a/{row['Id']}")
                news[row["Id"]] = texts.NewReply(**columns, topic_id=topics[row["ParentId"]])
                outcome.take("answer")
            except RowRefused as reason:
                outcome.refuse(str(reason))
        self.known.add("reply", news)
        if not self.writers.dry:
            texts.bring_replies(self.dump.source, list(news.values()))
        return outcome

    def acceptances(self, rows: list[Row]) -> Outcome:
        """One batch of questions that have an accepted answer."""
        if not self.writers.dry:
            replies = self.known.topics_of(row["AcceptedAnswerId"] for row in rows)
            days = self.dump.acceptance_days
            texts.bring_acceptances([
                (*replies[old], days.get(old) or moment(row["CreationDate"]))
                for row in rows
                if (old := row["AcceptedAnswerId"]) in replies
            ])  # fmt: skip
        return Outcome()

    def _authors(self, rows: list[Row]) -> dict[str, int]:
        return self.writers.of(rows, "OwnerUserId", "OwnerDisplayName", "post")

    def _topic(self, row: Row, author: int) -> texts.NewTopic:
        try:
            title = texts.checked_title(row.get("Title", ""))
        except Invalid as error:
            raise RowRefused("a title that is empty or longer than 300 characters") from error
        return texts.NewTopic(
            **self._words(row, author, f"q/{row['Id']}"),
            title=title,
            tags=tag_names(row.get("Tags", "")),
            archived_at=moment(row["ClosedDate"]) if row.get("ClosedDate") else None,
        )

    def _words(self, row: Row, author: int, path: str) -> dict[str, Any]:
        at = moment(row.get("CreationDate", ""))
        html = safe_html(row.get("Body", ""))
        try:
            body = texts.checked_words(source_of(html))
        except Invalid as error:
            raise RowRefused(error.message) from error
        return {
            "source_id": row["Id"],
            "author_id": author,
            "body": body,
            "html": html,
            "at": at,
            "edited_at": moment(row["LastEditDate"]) if row.get("LastEditDate") else None,
            "link": self.dump.link(path),
            "licence": licence_of(row, at),
        }

    def _wiki(self, row: Row, *, excerpt: bool) -> None:
        """The excerpt is what the tag says of itself; the long text stands below it."""
        name = self.dump.wikis.get(row["Id"]) or row.get("Title", "")
        words = (
            plain(safe_html(row.get("Body", ""))) if excerpt else source_of(safe_html(row.get("Body", "")))
        )
        if not words:
            raise RowRefused("an empty tag wiki")
        if not name:
            raise RowRefused("a tag wiki of no known tag")
        if not self.writers.dry and not texts.describe_tag(name, words, first=excerpt):
            raise RowRefused("a tag wiki whose words its tag says already")

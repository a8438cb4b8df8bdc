"""Tags, comments, links between posts, and votes."""

from collections import Counter

from goodword.connect.importing.reading import Row
from goodword.connect.importing.report import Outcome, RowRefused
from goodword.connect.importing.stackexchange.dump import (
    DOWN,
    LINK_TYPES,
    UP,
    VOTE_TYPES,
    Dump,
    licence_of,
    moment,
)
from goodword.connect.importing.stackexchange.writers import Writers
from goodword.conversations.actions import imports as texts
from goodword.core.errors import Invalid
from goodword.core.text import render_markdown

DUPLICATE = "3"


class Rest:
    """Writes the rows of the smaller files."""

    def __init__(self, dump: Dump, writers: Writers) -> None:
        self.dump, self.writers, self.known = dump, writers, writers.known

    def tags(self, rows: list[Row]) -> Outcome:
        """One batch of Tags."""
        outcome = Outcome()
        names = {name for row in rows if (name := row.get("TagName", ""))}
        outcome.take("tag", sum(1 for row in rows if row.get("TagName")))
        if without := sum(1 for row in rows if not row.get("TagName")):
            outcome.refuse("a tag without a name", without)
        if not self.writers.dry:
            texts.tags_named(names)
        return outcome

    def comments(self, rows: list[Row]) -> Outcome:
        """One batch of comments: short replies to an answer; on a question, remarks under it that do not answer it."""
        outcome = Outcome()
        here = self.known.ids("reply", (f"c{row['Id']}" for row in rows))
        posts = {row.get("PostId", "") for row in rows}
        answers, questions = self.known.topics_of(posts), self.known.ids("topic", posts)
        wanted = [
            row
            for row in rows
            if f"c{row['Id']}" not in here
            and (row.get("PostId") in answers or row.get("PostId") in questions)
        ]
        authors = self.writers.of(wanted, "UserId", "UserDisplayName", "comment")
        news: dict[str, texts.NewReply] = {}
        scores: dict[str, tuple[int, int]] = {}
        for row in rows:
            old, post = f"c{row['Id']}", row.get("PostId", "")
            try:
                if old in here or old in news:
                    raise RowRefused("here already")
                if post not in answers and post not in questions:
                    raise RowRefused("what it is about is not here")
                topic, parent = answers[post] if post in answers else (questions[post], None)
                news[old] = self._comment(row, old, authors[row["Id"]], topic, parent)
                if score := _number(row.get("Score", "")):
                    scores[old] = (max(score, 0), max(-score, 0))
                outcome.take("comment on an answer" if post in answers else "comment on a question")
            except RowRefused as reason:
                outcome.refuse(str(reason))
        self.known.add("reply", news)
        if not self.writers.dry:
            ids = texts.bring_replies(self.dump.source, list(news.values()))
            replies = {ids[old]: score for old, score in scores.items()}
            texts.bring_tallies(self.dump.source, topics={}, replies=replies)
        return outcome

    def links(self, rows: list[Row]) -> Outcome:
        """One batch of links: those that say "asks the same" are kept."""
        outcome = Outcome()
        ends = {row.get(column, "") for row in rows for column in ("PostId", "RelatedPostId")}
        topics = self.known.ids("topic", ends)
        for row in rows:
            kind = row.get("LinkTypeId", "")
            copy, original = topics.get(row.get("PostId", "")), topics.get(row.get("RelatedPostId", ""))
            if kind != DUPLICATE:
                outcome.refuse(LINK_TYPES.get(kind, f"link type {kind}"))
            elif copy is None or original is None:
                outcome.refuse("a duplicate of a question that is not here")
            elif not self.writers.dry and (why := texts.bring_duplicate(copy, original)):
                outcome.refuse(why)
            else:
                outcome.take("duplicate")
        return outcome

    def votes(self, counted: list[tuple[str, Counter[str]]]) -> Outcome:
        """The votes on some posts, as one tally each: nobody knows who voted, so they are no votes of ours."""
        outcome = Outcome()
        posts = [post for post, _ in counted]
        topics, answers = self.known.ids("topic", posts), self.known.topics_of(posts)
        on_topics: dict[int, tuple[int, int]] = {}
        on_replies: dict[int, tuple[int, int]] = {}
        for post, votes in counted:
            tally = (votes.pop(UP, 0), votes.pop(DOWN, 0))
            if post not in topics and post not in answers:
                _refuse_if(outcome, "a vote on what is not here", sum(tally))
            elif any(tally):
                outcome.take("vote, in a tally", sum(tally))
                if post in topics:
                    on_topics[topics[post]] = tally
                else:
                    on_replies[answers[post][1]] = tally
            for kind, count in votes.items():
                outcome.refuse(VOTE_TYPES.get(kind, f"vote type {kind}"), count)
        if not self.writers.dry:
            texts.bring_tallies(self.dump.source, topics=on_topics, replies=on_replies)
        return outcome

    def scores(self, rows: list[Row]) -> Outcome:
        """One batch of posts of a dump without Votes: the score is all that is known."""
        posts = [row["Id"] for row in rows]
        topics, answers = self.known.ids("topic", posts), self.known.topics_of(posts)
        on_topics: dict[int, tuple[int, int]] = {}
        on_replies: dict[int, tuple[int, int]] = {}
        for row in rows:
            if score := _number(row.get("Score", "")):
                tally = (max(score, 0), max(-score, 0))
                if row["Id"] in topics:
                    on_topics[topics[row["Id"]]] = tally
                elif row["Id"] in answers:
                    on_replies[answers[row["Id"]][1]] = tally
        if not self.writers.dry:
            texts.bring_tallies(self.dump.source, topics=on_topics, replies=on_replies)
        return Outcome()

    def _comment(self, row: Row, old: str, author: int, topic: int, parent: int | None) -> texts.NewReply:
        at = moment(row.get("CreationDate", ""))
        try:
            body = texts.checked_words(row.get("Text", ""))
        except Invalid as error:
            raise RowRefused(error.message) from error
        return texts.NewReply(
            source_id=old,
            author_id=author,
            body=body,
            html=render_markdown(body),
            at=at,
            link=self.dump.link(f"q/{row.get('PostId')}#comment{row['Id']}_{row.get('PostId')}"),
            licence=licence_of(row, at),
            topic_id=topic,
            parent_id=parent,
            remark=parent is None,
        )


def _refuse_if(outcome: Outcome, reason: str, count: int) -> None:
    if count:
        outcome.refuse(reason, count)


def _number(text: str) -> int:
    """A score; 0 where it is none."""
    try:
        return max(-1_000_000_000, min(1_000_000_000, int(text)))
    except ValueError:
        return 0

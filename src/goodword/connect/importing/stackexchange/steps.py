"""The steps of an import, in the order in which each finds what it needs."""

from collections.abc import Iterable
from functools import partial

from goodword.connect.importing.engine import Step
from goodword.connect.importing.reading import Row
from goodword.connect.importing.report import Outcome
from goodword.connect.importing.stackexchange.dump import ANSWER, NOT_TAKEN, Dump
from goodword.connect.importing.stackexchange.posts import Posts
from goodword.connect.importing.stackexchange.rest import Rest
from goodword.connect.importing.stackexchange.writers import Writers
from goodword.conversations.actions import imports as texts
from goodword.conversations.queries.imported import topic_ids_of

INDEX_BATCH = 200


def steps_of(dump: Dump, *, dry: bool) -> list[Step]:
    """What is to be done with a dump. Posts are walked twice, so that no answer comes before its question."""
    writers = Writers(dump, dry=dry)
    posts, rest = Posts(dump, writers), Rest(dump, writers)

    def of_type(answers: bool) -> Iterable[Row]:
        return (row for row in dump.rows("Posts") if (row.get("PostTypeId") == ANSWER) is answers)

    def accepted() -> Iterable[Row]:
        return (row for row in dump.rows("Posts") if row.get("AcceptedAnswerId"))

    steps = [
        Step("Users", "Users", lambda: dump.rows("Users"), writers.write),
        Step("Tags", "Tags", lambda: dump.rows("Tags"), rest.tags),
        Step("Posts", "Posts", lambda: of_type(answers=False), posts.questions),
        Step("Answers", "Posts", lambda: of_type(answers=True), posts.answers),
        Step("Accepted answers", "", accepted, posts.acceptances),
        Step("Comments", "Comments", lambda: dump.rows("Comments"), rest.comments),
        Step("PostLinks", "PostLinks", lambda: dump.rows("PostLinks"), rest.links),
        Step("Votes", "Votes", dump.vote_counts, rest.votes)
        if dump.has("Votes")
        else Step("Scores", "", lambda: dump.rows("Posts"), rest.scores),
        *(Step(name, name, partial(dump.rows, name), partial(_not_taken, name)) for name in NOT_TAKEN),
    ]
    if not dry:
        steps.append(Step("Search", "", lambda: topic_ids_of(dump.source), _index, INDEX_BATCH))
    return steps


def _not_taken(name: str, rows: list[Row]) -> Outcome:
    outcome = Outcome()
    outcome.refuse(NOT_TAKEN[name], len(rows))
    return outcome


def _index(ids: list[int]) -> Outcome:
    texts.index_topics(ids)
    return Outcome()

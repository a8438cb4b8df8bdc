"""The shapes of what programs send. A shape holds kinds and lengths; what may be said and done is decided by the verbs.

An unknown field is refused: whoever sends `likes` is told that there is no such thing (R11).
"""

from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from goodword.core.text import MAX_TEXT


def _examples(*examples: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": list(examples)})


class _Sent(Schema):
    """What all have in common."""

    model_config = ConfigDict(extra="forbid", strict=True)


class NewTopic(_Sent):
    """A question, an idea or a story. Reviews are written below their product."""

    model_config = _examples({
        "kind": "question",
        "title": "Do you wrap gifts?",
        "body": "In brown paper, if you can.",
        "tags": ["gift wrap"],
    })  # fmt: skip
    kind: Literal["question", "idea", "story"]
    title: str = Field(min_length=1, max_length=300, description="one line")
    body: str = Field("", max_length=MAX_TEXT, description="Markdown; a story needs one")
    audience: Literal["everyone", "staff"] = Field(
        "everyone", description='"staff": a question that only the staff reads'
    )
    space: str | None = Field(None, max_length=200, description="the slug of a part of the community")
    tags: list[str] = Field([], max_length=5, description="words; a new one is made")
    about: list[int] = Field([], max_length=10, description="ids of the products it is about")
    reuse: bool = Field(False, description="stories: the shop may show it elsewhere, with the writer's name")


class ChangedTopic(_Sent):
    """Other words for a topic of one's own. What is left out stays; what stood before is kept and can be read."""

    model_config = _examples({"body": "In brown paper, if you can. For Friday."})
    title: str | None = Field(None, min_length=1, max_length=300)
    body: str | None = Field(None, max_length=MAX_TEXT)
    tags: list[str] | None = Field(None, max_length=5)


class NewReply(_Sent):
    """An answer, or a short reply under one."""

    model_config = _examples({"body": "We do, in brown paper."})
    body: str = Field(min_length=1, max_length=MAX_TEXT, description="Markdown")
    parent_id: int | None = Field(None, ge=1, le=2**63 - 1, description="the reply that this is a remark on")
    quoted_id: int | None = Field(None, ge=1, le=2**63 - 1, description="the reply that this quotes")
    official: bool = Field(
        False, description="the company's one answer to a review or an idea: takes `staff:answer`"
    )


class ChangedReply(_Sent):
    """Other words for a reply of one's own."""

    model_config = _examples({"body": "We do, in brown paper, until five."})
    body: str = Field(min_length=1, max_length=MAX_TEXT, description="Markdown")


class NewReview(_Sent):
    """A review of a product: one for each person and product."""

    model_config = _examples({
        "stars": 2,
        "body": "The map is beautiful and stops where the walk begins.",
        "cons": "no path beyond the harbour",
        "has_connection": False,
    })  # fmt: skip
    stars: int = Field(ge=1, le=5)
    body: str = Field(min_length=1, max_length=MAX_TEXT, description="Markdown")
    title: str = Field("", max_length=300)
    pros: str = Field("", max_length=300)
    cons: str = Field("", max_length=300)
    has_connection: bool = Field(
        description="whether the writer works for the shop or the maker, knows them well, or was given the thing"
    )
    connection: str = Field("", max_length=120, description="which one, in public words; needed with a yes")
    sub_ratings: dict[str, int] = Field(
        {}, max_length=8, description="stars for the parts this site asks for"
    )
    friends_may_see: bool = Field(True, description="show the stars to friends beside the product")


class AddedToReview(_Sent):
    """Words added to a review of one's own, with the stars as they are now. What was written before stays readable."""

    model_config = _examples({"body": "A year later: the second edition goes on.", "stars": 4})
    body: str = Field(min_length=1, max_length=MAX_TEXT, description="Markdown")
    stars: int | None = Field(None, ge=1, le=5, description="left out: as before")


class NewVote(_Sent):
    """One's vote on a text; another one takes its place."""

    model_config = _examples({"value": 1, "because": "I ask this every winter"})
    value: Literal[1, -1] = Field(
        1, description="1: for an idea, or “it helped”; -1: it did not help (replies and reviews)"
    )
    because: str = Field("", max_length=300, description="why, in a line")


class NewAcceptance(_Sent):
    """That a reply answers the question."""

    model_config = _examples({"note": "Tried it, works."})
    note: str = Field("", max_length=300, description="why; needed of whoever did not ask")

"""The shapes of the answers. Their descriptions are the documentation in the OpenAPI document."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field


class Site(Schema):
    """Who runs this, and where things are."""

    name: str
    operator: str = Field(description="who runs this site")
    url: str
    how_reviews_work: str
    openapi: str
    links: dict[str, str]


class PersonLine(Schema):
    """A person as a writer: what every surface may say of them."""

    handle: str
    name: str = Field(description="as they wrote it themselves; may be empty")
    url: str


class Person(PersonLine):
    """A person's public fields."""

    label: str = Field(description='present role: "staff", "champion" or ""')
    joined_at: datetime
    source_ref: str | None


class Tally(Schema):
    """Votes that came with an import, without voters: outside every count of this site."""

    up: int
    down: int
    source: str


class Text(Schema):
    """What every text carries on every surface."""

    id: int
    puid: str
    url: str
    body: str = Field(description="as it was written: Markdown")
    body_html: str
    author: PersonLine | None = Field(description="null when the account is gone")
    label: str = Field(description='frozen when it was written: "staff", "champion", "maker" or ""')
    connection: str = Field(description="what ties the writer to the shop, in public words; may be empty")
    incentive: str | None = Field(description="what the writer was given for it, null for nothing")
    verification: str | None = Field(description="reviews: how it is known that the writer had the thing")
    language: str
    created_at: datetime
    edited_at: datetime | None
    helpful_count: int
    unhelpful_count: int
    imported_tally: Tally | None
    source_ref: str | None = Field(description="`source:id` of an imported text")
    source_link: str
    licence: str


class Place(Schema):
    """A space, a shelf or a tag."""

    slug: str
    name: str


class Opening(Text):
    """What every beginning of a conversation has."""

    kind: str = Field(description='"question", "idea", "review" or "story"')
    title: str
    audience: str
    space: Place | None
    status: str | None = Field(description="ideas: where it stands")
    active_at: datetime
    answered: bool = Field(description="whether an accepted answer stands")
    solved_at: datetime | None
    archived_at: datetime | None
    duplicate_of: int | None
    reply_count: int
    accepted_count: int
    same_here_count: int
    vote_count: int


class Topic(Opening):
    """The beginning of a conversation."""

    tags: list[Place]


class ReviewUpdate(Schema):
    """A dated addition by the writer."""

    at: datetime
    body: str
    body_html: str
    stars_before: int
    stars_after: int


class ProductLine(Schema):
    """A product as the thing a review is about."""

    id: int
    title: str
    url: str


class Review(Opening):
    """A review: a topic about a product, with stars. Reviews have no tags."""

    product: ProductLine
    reviewed_item: str = Field(description="the product's name when it was written")
    stars: int
    counted: bool = Field(
        description="whether its stars are in the mean: not those of staff and of the connected"
    )
    pros: str
    cons: str
    sub_ratings: dict[str, int]
    has_connection: bool
    updates: list[ReviewUpdate]


class Reply(Text):
    """An answer or a remark."""

    topic_id: int
    parent_id: int | None
    quoted_id: int | None
    official: bool = Field(description="the company's one answer to a review or an idea")
    accepted: bool
    outdated: bool


class Product(Schema):
    """Something that is sold."""

    id: int
    title: str
    url: str
    maker: str
    maker_note: str
    subject: Place | None
    year: int | None
    line: str
    price: str | None
    currency: str
    language: str
    link: str
    variant_of: int | None
    variant_name: str
    recall_note: str
    successor: int | None
    rating_count: int = Field(description="stars in the mean")
    mean: float | None = Field(description="the plain mean of the counted stars")
    source_ref: str | None
    source_link: str
    added_at: datetime


class Sums(Schema):
    """What was received and what became of it: received = published + withheld + withdrawn."""

    received: int
    published: int
    withheld: dict[str, int] = Field(description="by rule")
    withdrawn: int
    rating_count: int
    mean: float | None
    histogram: dict[str, int]
    formula: str = Field(description="the id of the formula, explained on the page how_reviews_work")


class _Page(Schema):
    next: str | None = Field(description="the address of the next page, null on the last")


class Topics(_Page):
    """A page of topics."""

    items: list[Topic]


class Replies(_Page):
    """A page of replies."""

    items: list[Reply]


class Reviews(_Page):
    """A page of reviews."""

    operator: str
    how_reviews_work: str
    items: list[Review]


class ProductReviews(Reviews, Sums):
    """A page of the reviews of one product, with their sums."""

    product: ProductLine


class Products(_Page):
    """A page of products."""

    items: list[Product]


class People(_Page):
    """A page of persons."""

    items: list[Person]


class Similar(Schema):
    """A question like the words asked."""

    id: int
    title: str
    url: str
    answered: bool
    score: float = Field(description="larger is nearer; comparable within one answer")
    source_ref: str | None


class Found(Schema):
    """Something found."""

    kind: str
    id: int
    title: str
    url: str
    answered: bool
    score: float
    source_ref: str | None


class Search(_Page):
    """What was found."""

    items: list[Found]
    facets: dict[str, int]
    mended: dict[str, str] = Field(description="what was read in place of mistyped words")


Told = dict[str, Any]


@dataclass(frozen=True)
class Made:
    """Something that was written, and its address in the API."""

    told: Any
    location: str = ""


class MyVote(Schema):
    """One's vote on a text."""

    value: int
    because: str
    at: datetime


class MyAcceptance(Schema):
    """That one accepted an answer."""

    reply_id: int
    by_asker: bool
    note: str
    at: datetime


class MySameHere(Schema):
    """That one has the same question."""

    topic_id: int
    at: datetime


class Following(Schema):
    """Something that one follows."""

    kind: str = Field(description='"person", "product", "tag", "space" or "topic"')
    key: str = Field(description="a handle, an id or a slug, as its kind is named")
    url: str
    since: datetime


class Followings(_Page):
    """A page of what one follows."""

    items: list[Following]


class TokenLine(Schema):
    """The token that asks."""

    name: str
    prefix: str
    scopes: list[str]
    expires_at: datetime


class Me(PersonLine):
    """Who is asking, and what with."""

    label: str = Field(description='what is written now carries: "staff", "champion" or ""')
    token: TokenLine | None = Field(description="null where a browser asks that is signed in")

"""What the customers of the demo wrote about books, with what the shop answered and what it withheld."""

from datetime import timedelta

from goodword.catalog.actions.purchases import record_purchase
from goodword.catalog.models import Purchase
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.reviews import submit_review, update_review, vouch
from goodword.conversations.actions.topics import withdraw_topic
from goodword.conversations.actions.votes import vote
from goodword.conversations.actions.withhold import withhold
from goodword.conversations.models import Topic
from goodword.people.models import Person
from goodword.site.demo import content
from goodword.site.demo.content import Row
from goodword.site.demo.world import World


def write_reviews(world: World) -> None:
    """Every review, the oldest first."""
    for row in sorted(content.rows("reviews", "review"), key=lambda row: world.calendar.past(row["at"])):
        topic = _review(world, row)
        _votes(world, topic, row)
        _what_followed(world, topic, row)


def _review(world: World, row: Row) -> Topic:
    author, book, at = (
        world.people[row["author"]],
        world.books[row["product"]],
        world.calendar.past(row["at"]),
    )
    if row["verified"] == "receipt":
        record_purchase(
            book, by=None, person=author, proof=Purchase.Proof.RECEIPT, at=at - timedelta(days=20)
        )
    topic = submit_review(
        book,
        by=author,
        stars=row["stars"],
        title=row.get("title", ""),
        body=row["text"],
        pros=row.get("pros", ""),
        cons=row.get("cons", ""),
        sub_ratings=row.get("sub_ratings"),
        has_connection="connection" in row,
        connection=row.get("connection", ""),
        at=at,
    )
    if row["verified"] == "vouched":
        vouch(topic, by=world.people["ines"])
    return topic


def _votes(world: World, topic: Topic, row: Row) -> None:
    place = 0
    for name, value in (("helpful", 1), ("unhelpful", -1)):
        for key in row.get(name, []):
            person: Person = world.people[key]
            vote(topic, by=person, value=value, at=world.when_voted(person, topic.created_at, place))
            place += 1


def _what_followed(world: World, topic: Topic, row: Row) -> None:
    """The writer's addition, the shop's answer, a decision, or taking back: in the order in which they happened."""
    if update := row.get("update"):
        at = max(world.calendar.past(update["at"]), topic.created_at)
        update_review(topic, by=topic.author, body=update["text"], stars=row["stars"], at=at)
    if answer := row.get("answer"):
        by = world.people[answer["author"]]
        official = answer["author"] not in ("gwen", "joris")  # a champion's word is a remark, not the shop's
        at = world.calendar.after(topic.created_at, answer["after"])
        post_reply(topic, by=by, body=answer["text"], official=official, at=at)
    if held := row.get("withheld"):
        at = world.calendar.past(held["at"])
        withhold(
            topic, by=world.people["ruth"], rule=held["rule"], rule_version=1, reason=held["reason"], at=at
        )
    if row.get("withdrawn"):
        withdraw_topic(topic, by=topic.author, at=world.calendar.after(topic.created_at, "2d"))

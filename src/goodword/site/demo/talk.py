"""What people say to each other in the demo: questions, ideas, stories, evenings."""

from datetime import datetime, timedelta
from io import BytesIO

from goodword.conversations.actions.answers import accept_answer, confirm_answer, mark_outdated
from goodword.conversations.actions.duplicates import mark_duplicate
from goodword.conversations.actions.ideas import change_status
from goodword.conversations.actions.pictures import add_pictures
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.same_here import say_same_here
from goodword.conversations.actions.tags import tag_named
from goodword.conversations.actions.topics import open_topic
from goodword.conversations.actions.votes import vote
from goodword.conversations.models import Reply, Topic
from goodword.gatherings.actions import announce_event
from goodword.people.actions.pictures import keep_picture
from goodword.site.demo import content
from goodword.site.demo.content import Row
from goodword.site.demo.drawings import draw
from goodword.site.demo.world import World


def ask_questions(world: World) -> None:
    """Every question with its answers; duplicates are linked once all are there."""
    topics = {
        row["key"]: _question(world, row)
        for row in _oldest_first(world, content.rows("questions", "question"))
    }
    for row in content.rows("questions", "question"):
        if original := row.get("duplicate_of"):
            mark_duplicate(topics[row["key"]], by=world.people["ines"], original=topics[original])


def _oldest_first(world: World, rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: world.calendar.past(row["at"]))


def _question(world: World, row: Row) -> Topic:
    asked = world.calendar.past(row["at"])
    topic = open_topic(
        "question",
        by=world.people[row["author"]],
        title=row["title"],
        body=row["text"],
        audience=row.get("audience", "everyone"),
        space=world.spaces[row["space"]],
        tags=[tag_named(key) for key in row.get("tags", [])],
        about=[world.books[key] for key in row.get("about", [])],
        at=asked,
    )
    for place, key in enumerate(row.get("same_here", [])):
        person = world.people[key]
        say_same_here(topic, by=person, at=world.when_voted(person, asked, place))
    for answer in row.get("answer", []):
        _answer(world, topic, answer, asked)
    return topic


def _answer(world: World, topic: Topic, row: Row, asked: datetime) -> None:
    at = world.calendar.after(asked, row["after"])
    reply = post_reply(topic, by=world.people[row["author"]], body=row["text"], at=at)
    if accepted := row.get("accepted"):
        when = world.calendar.after(at, "50m")
        accept_answer(reply, by=world.people[accepted["by"]], note=accepted.get("note", ""), at=when)
    _find_helpful(world, reply, row.get("helpful", []), at)
    if outdated := row.get("outdated"):
        when = world.calendar.past(outdated["at"])
        mark_outdated(reply, by=world.people[outdated["by"]], reason=outdated["reason"], at=when)
    last = world.calendar.past(row["works_at"]) if row.get("works_at") else at + timedelta(days=30)
    for place, (key, version) in enumerate(row.get("works", [])):
        when = min(max(at, last - timedelta(days=9 * place)), world.calendar.now - timedelta(minutes=1))
        confirm_answer(reply, by=world.people[key], works=True, version=version, at=when)
    for comment in row.get("comment", []):
        when = world.calendar.after(at, comment["after"])
        post_reply(topic, by=world.people[comment["author"]], body=comment["text"], parent=reply, at=when)


def _find_helpful(world: World, post: Reply | Topic, keys: list[str], at: datetime, value: int = 1) -> None:
    for place, key in enumerate(keys):
        person = world.people[key]
        if person.pk != post.author_id:
            vote(post, by=person, value=value, at=world.when_voted(person, at, place))


def propose_ideas(world: World) -> None:
    """Every idea with its votes, replies and what became of it."""
    for row in _oldest_first(world, content.rows("ideas", "idea")):
        at = world.calendar.past(row["at"])
        topic = open_topic(
            "idea", by=world.people[row["author"]], title=row["title"], body=row["text"], at=at
        )
        for place, given in enumerate(row.get("votes", [])):
            person = world.people[given["by"]]
            when = world.when_voted(person, at, place)
            vote(topic, by=person, because=given.get("because", ""), at=when)
        _reply_to(world, topic, row, at)
        for step in row.get("status", []):
            change_status(
                topic,
                by=world.people[step["by"]],
                status=step["to"],
                reason=step["reason"],
                next_word_by=world.calendar.day(step["next_word_by"]) if step.get("next_word_by") else None,
                said=step.get("said", ""),
                did=step.get("did", ""),
                at=world.calendar.past(step["at"]),
            )


def _reply_to(world: World, topic: Topic, row: Row, at: datetime) -> None:
    for reply in row.get("reply", []):
        when = world.calendar.after(at, reply["after"])
        author = world.people[reply["author"]]
        post_reply(topic, by=author, body=reply["text"], official=reply.get("official", False), at=when)


def tell_stories(world: World) -> None:
    """Every story, with its picture and what others said to it."""
    for row in _oldest_first(world, content.rows("stories", "story")):
        author, at = world.people[row["author"]], world.calendar.past(row["at"])
        topic = open_topic(
            "story",
            by=author,
            title=row["title"],
            body=row["text"],
            about=[world.books[key] for key in row.get("about", [])],
            reuse_consent=row.get("consent", False),
            at=at,
        )
        if row.get("picture"):
            picture = keep_picture(BytesIO(draw(row["picture"])), by=author, alt=row["alt"], at=at)
            add_pictures(topic, [(picture, row.get("caption", ""))], by=author)
        _reply_to(world, topic, row, at)


def hold_events(world: World) -> None:
    """What is coming up and what has been."""
    for row in content.rows("events", "event"):
        announce_event(
            by=world.people["sian"],
            title=row["title"],
            begins_at=world.calendar.coming(row["at"], row.get("weekday", "")),
            lasts=timedelta(minutes=row["minutes"]),
            zone=row["zone"],
            place=row["place"],
            body=row["text"],
            host=world.people[row["host"]],
        )

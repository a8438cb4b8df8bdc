"""The world of law 4: one text of each kind in each state, each with words of its own, and one person of each role.

Every text carries two invented words. `key` is what one searches for; `tell` is what gives it away: a search page repeats
the words it was asked for, so only `tell` proves a leak.
"""

import io
import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from PIL import Image

from goodword.core import clock
from goodword.testing.cast import Cast

ROLES = ("nobody", "outsider", "writer", "champion", "staff", "moderator", "owner", "suspended")
STAFF = frozenset({"staff", "moderator", "owner"})
DECIDE = frozenset({"moderator", "owner"})
ALL = frozenset(ROLES)
COMMON = "lanternfish"  # in every text: one search finds whatever it may
SOURCE = "old-place"  # where every text is said to come from, so that its old address leads here


@dataclass(frozen=True)
class Rule:
    """Who reads a text on its own page, what status everybody else gets there, and who meets it in lists and searches."""

    reads: frozenset[str]
    otherwise: int = 404
    listed: frozenset[str] = frozenset()
    tombstone: frozenset[str] = frozenset()  # who gets 410 where the others get 404

    def status(self, role: str) -> int:
        """What a role that may not read gets."""
        return 410 if role in self.tombstone else self.otherwise


# The one table of law 4: (for whom it was written, where it stands) -> who reads it.
TABLE = {
    ("everyone", "published"): Rule(reads=ALL, listed=ALL),
    ("everyone", "withheld"): Rule(reads=DECIDE | {"writer"}, otherwise=410),
    ("everyone", "withdrawn"): Rule(reads=frozenset({"writer"}), otherwise=410),
    ("staff", "published"): Rule(reads=STAFF | {"writer"}, listed=STAFF | {"writer"}),
    ("staff", "withheld"): Rule(reads=DECIDE | {"writer"}, tombstone=STAFF),
    ("staff", "withdrawn"): Rule(reads=frozenset({"writer"}), tombstone=STAFF),
    ("writer", "published"): Rule(
        reads=frozenset({"writer"}), listed=frozenset({"writer"})
    ),  # drafts, notices
    ("space of the staff", "published"): Rule(
        reads=STAFF, listed=STAFF | {"writer"}
    ),  # its writer sees where a text lies
    ("nobody", "published"): Rule(reads=frozenset()),  # an account that is gone
    ("staff or self", "published"): Rule(
        reads=STAFF, listed=STAFF
    ),  # a suspended person; their own session is over
}


@dataclass
class Thing:
    """One object of the world."""

    name: str
    kind: str  # "question", "idea", "story", "review", "reply", "picture", "person", "draft", "notice", "product", "event"
    audience: str
    state: str
    key: str
    tell: str
    row: Any = None
    parts: list[str] = field(default_factory=list)  # ids in addresses that would betray it: "/questions/12"

    @property
    def rule(self) -> Rule:
        """Its line in the table."""
        return TABLE[self.audience, self.state]

    def __str__(self) -> str:
        return self.name


class World:
    """Everything, built once a module by the verbs of the rooms."""

    def __init__(self) -> None:
        self.cast = Cast()
        self.things: list[Thing] = []
        self._chance = random.Random(4)
        cast = self.cast
        self.people = {
            "nobody": None,
            "outsider": cast.outsider,
            "writer": cast.hannah,
            "champion": cast.gwen,
            "staff": cast.ines,
            "moderator": cast.ruth,
            "owner": cast.tom,
            "suspended": cast.pete,
        }
        self.public_tag, self.hidden_tag = None, None
        self._places()
        self._topics()
        self._replies()
        self._reviews()
        self._persons()
        self._own()
        self._fall()

    def words(self) -> tuple[str, str]:
        """Two words nobody uses."""
        return self._word(), self._word()

    def _word(self) -> str:
        syllables = [self._chance.choice("bdfgklmnprstvz") + self._chance.choice("aeiou") for _ in range(6)]
        return "".join(syllables)

    def of(self, *kinds: str) -> list[Thing]:
        """The things of some kinds."""
        return [thing for thing in self.things if thing.kind in kinds]

    def named(self, name: str) -> Thing:
        """The thing of a name."""
        return next(thing for thing in self.things if thing.name == name)

    def picture(self, by: Any) -> Any:
        """A picture of somebody's, each of another colour so that no two are the same file."""
        from goodword.people.actions.pictures import keep_picture

        drawn = io.BytesIO()
        colour = tuple(self._chance.randrange(256) for _ in range(3))
        Image.new("RGB", (40 + len(self.things), 40), colour).save(drawn, "PNG")
        return keep_picture(io.BytesIO(drawn.getvalue()), by=by)

    # ------------------------------------------------------------------------------------------ making it

    def _places(self) -> None:
        from goodword.catalog.actions.makers import add_maker
        from goodword.catalog.actions.products import add_product
        from goodword.catalog.actions.subjects import add_subject
        from goodword.conversations.actions.spaces import make_space
        from goodword.conversations.actions.tags import tag_named

        tom = self.cast.tom
        self.space = make_space("The reading room", by=tom)
        key, tell = self.words()
        self.back_room = make_space(
            f"The {tell} back room", by=tom, staff_only=True, line=f"Where {key} is kept."
        )
        back = self._add(
            "a space of the staff", "space", "space of the staff", "published", key, tell, self.back_room, []
        )
        back.parts = [f"/spaces/{self.back_room.slug}"]
        self.public_tag, self.hidden_tag = tag_named("lamps"), tag_named("cellar")
        self.subject = add_subject("Sea stories", by=tom)
        self.maker = add_maker("Edith Crome", by=tom)
        key, tell = self.words()
        self.product = add_product(
            by=tom, title=f"The {key} and the {tell}", subject=self.subject, maker=self.maker
        )
        self._add("a product", "product", "everyone", "published", key, tell, self.product, ["/products/{}"])
        self._event()

    def _event(self) -> None:
        from goodword.gatherings.actions import announce_event

        key, tell = self.words()
        event = announce_event(
            by=self.cast.sian, title=f"An evening of {key} and {tell}", zone="Europe/London",
            begins_at=clock.now() + timedelta(days=9), lasts=timedelta(hours=2), place="The reading room",
        )  # fmt: skip
        self._add("an event", "event", "everyone", "published", key, tell, event, ["/events/{}"])

    def _add(
        self, name: str, kind: str, audience: str, state: str, key: str, tell: str, row: Any, parts: list[str]
    ) -> Thing:
        thing = Thing(name, kind, audience, state, key, tell, row, [part.format(row.pk) for part in parts])
        self.things.append(thing)
        return thing

    def _topics(self) -> None:
        for kind in ("question", "idea", "story"):
            for state in ("published", "withheld", "withdrawn"):
                self.add_topic(kind, "everyone", state)
        for state in ("published", "withheld", "withdrawn"):
            self.add_topic("question", "staff", state)
        self.add_topic("idea", "staff", "published", space=self.back_room)
        self.add_topic("story", "staff", "published", space=self.back_room)

    def add_topic(self, kind: str, audience: str, state: str, space: Any = None) -> Thing:
        """A question, idea or story with a picture in it; `space` hides it where given, else the choice of its writer."""
        from goodword.conversations.actions.topics import open_topic

        key, tell = self.words()
        shown = self.picture(self.cast.hannah)
        where = "in the back room" if space else f"for {audience}"
        topic = open_topic(
            kind,
            by=self.cast.hannah,
            title=f"Where {tell} meets {key}",
            body=f"More of {tell}, with {key}, and a {COMMON}.\n\n![{tell}](/pictures/{shown.puid}.webp)",
            audience="everyone" if space else audience,
            space=space or self.space,
            tags=[self.public_tag if audience == "everyone" else self.hidden_tag],
        )
        plural = {"question": "questions", "idea": "ideas", "story": "stories"}[kind]
        parts = [f"/{plural}/{{}}", "/topics/{}"]
        thing = self._add(f"a {kind} {where}, {state}", kind, audience, state, key, tell, topic, parts)
        self._add(f"the picture of {thing}", "picture", audience, state, shown.puid, shown.puid, shown, [])
        return thing

    def _replies(self) -> None:
        public = self.named("a question for everyone, published").row
        staff = self.named("a question for staff, published").row
        back_room = self.named("a idea in the back room, published").row
        for state in ("published", "withheld", "withdrawn"):
            self._reply(public, "everyone", state, "a reply")
        self._reply(staff, "staff", "published", "a reply to staff only")
        self._reply(back_room, "staff", "published", "a reply in the back room")
        for state in ("withheld", "withdrawn"):
            parent = self.named(f"a question for everyone, {state}").row
            self._reply(parent, "everyone", state, "a reply under what is", of_parent=True)

    def _reply(self, topic: Any, audience: str, state: str, name: str, of_parent: bool = False) -> None:
        from goodword.conversations.actions.replies import post_reply

        key, tell = self.words()
        shown = self.picture(self.cast.hannah)
        reply = post_reply(
            topic,
            by=self.cast.hannah,
            body=f"Try {tell} and {key} and a {COMMON}. ![{tell}](/pictures/{shown.puid}.webp)",
        )
        kind = "buried reply" if of_parent else "reply"
        self._add(f"{name} {state}", kind, audience, state, key, tell, reply, ["/replies/{}", "#reply-{}"])
        self._add(
            f"the picture of {name} {state}", "picture", audience, state, shown.puid, shown.puid, shown, []
        )

    def _reviews(self) -> None:
        from goodword.catalog.actions.products import add_product
        from goodword.conversations.actions.reviews import submit_review

        for state in ("published", "withheld", "withdrawn"):
            product = add_product(
                by=self.cast.tom, title=f"Volume {state}", subject=self.subject, maker=self.maker
            )
            key, tell = self.words()
            shown = self.picture(self.cast.hannah)
            review = submit_review(
                product, by=self.cast.hannah, stars=3, title=f"On {tell}", body=f"It is {tell} and {key} and a {COMMON}.",
                pros=f"plain {tell}", cons=f"long {tell}", has_connection=False, pictures=[(shown, tell)],
            )  # fmt: skip
            name = f"a review, {state}"
            parts = ["/reviews/{}", "/topics/{}"]
            self._add(name, "review", "everyone", state, key, tell, review, parts)
            self._add(
                f"the picture of {name}", "picture", "everyone", state, shown.puid, shown.puid, shown, []
            )

    def _persons(self) -> None:
        from goodword.people.actions.persons import add_person
        from goodword.people.models import Person

        for state, audience in (
            ("active", "everyone"),
            ("suspended", "staff or self"),
            ("deleted", "nobody"),
        ):
            key, tell = self.words()
            person = add_person(
                name=f"{key.title()} {tell.title()}", email=f"{tell}@example.org", handle=tell
            )
            Person.objects.filter(pk=person.pk).update(state=state, different=f"I collect {tell}.")
            person.refresh_from_db()
            thing = self._add(f"a person, {state}", "person", audience, "published", key, tell, person, [])
            thing.parts = [f"/people/{tell}"]

    def _own(self) -> None:
        from goodword.conversations.actions.drafts import keep_draft

        key, tell = self.words()
        draft = keep_draft("ask", {"title": f"Half of {tell}", "body": f"and {key}"}, by=self.cast.hannah)
        self._add("a draft", "draft", "writer", "published", key, tell, draft, [])

    def _fall(self) -> None:
        """Withhold and withdraw what is to be withheld or withdrawn, last, so that everything hung on it before."""
        from goodword.conversations.actions.replies import withdraw_reply
        from goodword.conversations.actions.topics import withdraw_topic
        from goodword.conversations.actions.withhold import withhold
        from goodword.people.models import Person

        for thing in self.of("question", "idea", "story", "review", "reply"):
            if thing.state == "withheld":
                withhold(
                    thing.row,
                    by=self.cast.ruth,
                    rule="private-data",
                    rule_version=1,
                    reason="An address stood in it.",
                )
            elif thing.state == "withdrawn":
                take_back = withdraw_reply if thing.kind == "reply" else withdraw_topic
                take_back(thing.row, by=self.cast.hannah)
            type(thing.row).objects.filter(pk=thing.row.pk).update(
                source=SOURCE, source_id=f"{thing.kind}-{thing.row.pk}"
            )
            thing.row.refresh_from_db()
        for thing in self.of("person"):
            Person.objects.filter(pk=thing.row.pk).update(source=SOURCE, source_id=thing.row.handle)
        Person.objects.filter(pk=self.cast.pete.pk).update(state="suspended")

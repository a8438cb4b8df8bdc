"""All addresses of the house, and an example of each built from real objects of the cast."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

from goodword.core import clock


@dataclass(frozen=True)
class Address:
    """One pattern of the URL tree: its name with the name of its room, its path, its view and its parameters."""

    name: str
    path: str
    view: Any
    parameters: tuple[str, ...]

    @property
    def audience(self) -> str:
        """Who may use it, as the view says: "public", "members", "staff:SCOPE"; "" where it says nothing."""
        return getattr(self.view, "audience", "")

    def __str__(self) -> str:
        return f"{self.name} ({self.path})"


def addresses() -> list[Address]:
    """Every address, once."""
    return list(_walk(get_resolver(), "", ()))


def _walk(resolver: URLResolver, before: str, rooms: tuple[str, ...]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, path, (*rooms, entry.namespace) if entry.namespace else rooms)
        elif isinstance(entry, URLPattern):
            view = entry.callback
            yield Address(
                ":".join([*rooms, entry.name or ""]), "/" + path, view, tuple(entry.pattern.converters)
            )


@dataclass
class Story:
    """One object of each kind, made by the verbs of their rooms."""

    cast: Any
    made: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._catalogue()
        self._conversations()
        self._the_rest()

    def _catalogue(self) -> None:
        from goodword.catalog.actions.makers import add_maker
        from goodword.catalog.actions.products import add_product
        from goodword.catalog.actions.subjects import add_subject

        subject = add_subject("Sea stories", by=self.cast.tom)
        maker = add_maker("Edith Crome", by=self.cast.tom)
        product = add_product(by=self.cast.tom, title="The Tide Clock", subject=subject, maker=maker)
        self.made |= {"subject": subject, "maker": maker, "product": product}

    def _conversations(self) -> None:
        from goodword.conversations.actions.replies import post_reply
        from goodword.conversations.actions.reviews import submit_review
        from goodword.conversations.actions.spaces import make_space
        from goodword.conversations.actions.tags import tag_named
        from goodword.conversations.actions.topics import open_topic

        space = make_space("The reading room", by=self.cast.tom)
        tag = tag_named("gift wrap")
        question = open_topic(
            "question",
            by=self.cast.hannah,
            title="Do you wrap gifts?",
            body="In paper.",
            space=space,
            tags=[tag],
        )
        self.made |= {
            "space": space,
            "tag": tag,
            "question": question,
            "reply": post_reply(question, by=self.cast.maya, body="We do, in brown paper."),
            "idea": open_topic("idea", by=self.cast.gwen, title="A bench outside", body="For the sun."),
            "story": open_topic(
                "story", by=self.cast.gwen, title="The lamp in the window", body="It was raining."
            ),
            "review": submit_review(
                self.made["product"],
                by=self.cast.hannah,
                stars=2,
                body="It stopped in chapter nine and never went on.",
                has_connection=False,
            ),
        }

    def _the_rest(self) -> None:
        from goodword.gatherings.actions import announce_event
        from goodword.people.actions.pictures import set_own_picture

        self.made["event"] = announce_event(
            by=self.cast.sian,
            title="An evening with a map",
            begins_at=clock.now() + timedelta(days=9),
            lasts=timedelta(hours=2),
            zone="Europe/London",
            place="The reading room",
        )
        drawn = io.BytesIO()
        Image.new("RGB", (80, 80), "#357").save(drawn, "PNG")
        set_own_picture(self.cast.hannah, io.BytesIO(drawn.getvalue()), by=self.cast.hannah)
        self.cast.hannah.refresh_from_db()

    def arguments(self, address: Address) -> dict[str, Any]:
        """Parameters that lead to a real object where one is known, else to nothing that exists."""
        return {name: self._argument(address, name) for name in address.parameters}

    def _argument(self, address: Address, name: str) -> Any:
        room, _, view = address.name.rpartition(":")
        if name in ("pk", "id", "topic_id", "product_id", "reply_id", "maker_id"):
            return self._object(room, view, name, address.path).pk
        fixed = {
            "handle": "hannah",
            "puid": self.cast.hannah.picture.puid if self.cast.hannah.picture else "none",
            "kind": "person" if "follow" in view else "question",
            "facet": "question",
            "source": "stackexchange-beer",
            "source_id": "1",
            "number": 1,
        }
        if name == "slug":
            found = self._object(room, view, name, address.path)
            return getattr(found, "slug", None) or "a-name"
        return fixed.get(name, "nothing-such")

    def _object(self, room: str, view: str, name: str, path: str) -> Any:
        known = {word: word for word in self.made} | {
            "questions": "question", "topics": "question", "ideas": "idea", "stories": "story", "reviews": "review",
            "replies": "reply", "products": "product", "makers": "maker", "shelves": "subject", "subjects": "subject",
            "spaces": "space", "tags": "tag", "events": "event", "p": "product",
        }  # fmt: skip
        by_parameter = {
            "topic_id": "question",
            "product_id": "product",
            "reply_id": "reply",
            "maker_id": "maker",
        }
        words = [by_parameter.get(name, ""), *reversed(path.split("<")[0].strip("/").split("/")), view]
        for word in words:
            if word in known:
                return self.made[known[word]]
        return self.cast.hannah

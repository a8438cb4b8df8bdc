"""The small world of the browser tests. Run as `python -m tests.browser.world` in a home of its own: makes database and
files, writes a few of everything by the verbs of the rooms, signs the cast in, and prints what it made as one line of JSON.
"""

import io
import json
import os
import sys
from datetime import timedelta
from typing import Any


def main() -> None:
    """Make the world."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodword.site.settings")
    import django
    from django.core.management import call_command

    django.setup()  # before the cast is imported: the plugin of the tests would set another home
    call_command("migrate", interactive=False, verbosity=0)
    call_command("build_assets", verbosity=0)
    from goodword.core.events import quietly

    world = Small()
    with quietly():
        world.make()
    world.tell()
    sys.stdout.write(json.dumps({"people": world.sessions(), "pages": world.pages}) + "\n")


class Small:
    """A few of everything."""

    def __init__(self) -> None:
        from goodword.core import clock
        from goodword.testing.cast import Cast

        self.cast, self.now = Cast(), clock.now()
        self.pages: dict[str, str] = {}

    def ago(self, days: float) -> Any:
        """A moment some days ago."""
        return self.now - timedelta(days=days)

    def make(self) -> None:
        """Places, then what stands in them."""
        from goodword.catalog.actions.makers import add_maker
        from goodword.catalog.actions.products import add_product
        from goodword.catalog.actions.subjects import add_subject
        from goodword.conversations.actions.spaces import make_space

        self._they_were_here_before()
        tom = self.cast.tom
        self.parcels = make_space("Orders and parcels", by=tom, line="Where is it, and how does it travel?")
        self.room = make_space("The reading room", by=tom, line="Talk about books.")
        make_space("Behind the counter", by=tom, line="For the staff.", staff_only=True)
        sea = add_subject("Sea stories", by=tom)
        islands = add_subject("Islands", by=tom, parent=sea)
        crome = add_maker("Edith Crome", by=tom)
        self.books = [
            add_product(by=tom, title=title, subject=subject, maker=crome, year=year, line=line)
            for title, subject, year, line in (
                ("The Tide Clock", sea, 1931, "A keeper counts the waves for a year and finds one missing."),
                (
                    "Lamps for the Crossing",
                    islands,
                    1938,
                    "Four ferries, one winter, and a cargo nobody will name.",
                ),
                ("A Map of Small Harbours", islands, 1947, "Drawn from memory, with the mistakes left in."),
                ("The Empty Shelf", sea, 1950, "Nobody has said a word about this one."),
            )
        ]
        self.pages["shelf"], self.pages["maker"] = sea.get_absolute_url(), crome.get_absolute_url()
        self.pages["product"] = self.books[0].get_absolute_url()
        self.pages["product without reviews"] = self.books[3].get_absolute_url()
        self._questions()
        self._ideas()
        self._reviews()
        self._events()
        self._webhook()

    def _they_were_here_before(self) -> None:
        from goodword.people.models import Person, RoleGrant
        from goodword.testing.cast import CUSTOMERS, STAFF

        for key in (*STAFF, *CUSTOMERS):
            getattr(self.cast, key)
        Person.objects.update(joined_at=self.ago(90))
        RoleGrant.objects.update(begins_at=self.ago(90), consented_at=self.ago(90))

    def _questions(self) -> None:
        from goodword.conversations.actions.answers import accept_answer, confirm_answer
        from goodword.conversations.actions.replies import post_reply
        from goodword.conversations.actions.tags import tags_from_words
        from goodword.conversations.actions.topics import open_topic

        cast = self.cast

        def ask(by: Any, title: str, body: str, days: float, tags: str = "", **more: Any) -> Any:
            return open_topic(
                "question",
                by=by,
                title=title,
                body=body,
                at=self.ago(days),
                tags=tags_from_words(tags),
                **more,
            )

        wrap = ask(cast.hannah, "Do you wrap books as gifts?", "It is for a birthday on the mainland.\n\n- in paper\n- with a ribbon",
                   20, "gift wrap, posting", space=self.parcels)  # fmt: skip
        answer = post_reply(
            wrap,
            by=cast.maya,
            body="We do, in **brown paper** with a ribbon. Say so when you order.",
            at=self.ago(19.9),
        )
        accept_answer(answer, by=cast.hannah, at=self.ago(19.5))
        confirm_answer(answer, by=cast.samuel, works=True, at=self.ago(9))
        post_reply(wrap, by=cast.gwen, body="The ribbon is blue. I kept mine.", at=self.ago(18))
        post_reply(wrap, by=cast.noor, body="Lovely.", parent=answer, at=self.ago(17))
        self.pages["topic"] = wrap.get_absolute_url()
        boat = ask(cast.samuel, "Does a parcel reach the islands before the weekend?", "The boat goes on Thursday.", 6, "posting, islands",
                   space=self.parcels)  # fmt: skip
        said = post_reply(boat, by=cast.ines, body="If you order by Tuesday noon, yes.", at=self.ago(5.9))
        accept_answer(said, by=cast.samuel, at=self.ago(5))
        open_one = ask(
            cast.eleanor,
            "Which edition of The Tide Clock has the map?",
            "Mine has none.",
            2,
            "maps",
            space=self.room,
            about=[self.books[0]],
        )
        self.pages["open question"] = open_one.get_absolute_url()
        hebrew = ask(
            cast.shira,
            "האם יש ספרים בעברית?",
            "אני מחפשת ספר לילדים. <b>תודה</b>",
            1,
            "עברית",
            space=self.room,
        )
        self.pages["hebrew question"] = hebrew.get_absolute_url()
        ask(
            cast.pete,
            "A long title that goes on " + "and on " * 30 + "to its end",
            "Short.",
            3,
            space=self.room,
        )
        staff = ask(
            cast.noor, "My order and my address", "Please only you.", 1, audience="staff", space=self.parcels
        )
        self.pages["staff question"] = staff.get_absolute_url()
        self._fallen(ask)
        self.pages |= {"space": self.room.get_absolute_url(), "tag": "/tags/posting"}

    def _fallen(self, ask: Any) -> None:
        from goodword.conversations.actions.topics import withdraw_topic
        from goodword.conversations.actions.withhold import withhold

        kept = ask(
            self.cast.bettina, "Who lives at the red house?", "A street and a number.", 8, space=self.room
        )
        withhold(
            kept,
            by=self.cast.ruth,
            rule="private-data",
            rule_version=1,
            reason="It names where somebody lives.",
        )
        gone = ask(self.cast.bettina, "Never mind", "I found it.", 7, space=self.room)
        withdraw_topic(gone, by=self.cast.bettina)
        self.pages |= {"withheld": kept.get_absolute_url(), "withdrawn": gone.get_absolute_url()}

    def _ideas(self) -> None:
        from goodword.conversations.actions.ideas import change_status
        from goodword.conversations.actions.topics import open_topic
        from goodword.conversations.actions.votes import vote

        cast = self.cast
        bench = open_topic(
            "idea", by=cast.gwen, title="A bench outside", body="For the sun.", at=self.ago(40)
        )
        vote(bench, by=cast.samuel, value=1, because="my knees")
        change_status(bench, by=cast.tom, status="done", reason="It stands by the door.", said="a bench outside", did="It stands by the door.",
                      at=self.ago(4))  # fmt: skip
        late = open_topic(
            "idea",
            by=cast.joris,
            title="Open until eight on Thursdays",
            body="The boat comes at six.",
            at=self.ago(12),
        )
        vote(late, by=cast.hannah, value=1)
        drone = open_topic("idea", by=cast.pete, title="Deliver by drone", body="Faster.", at=self.ago(30))
        change_status(drone, by=cast.tom, status="declined", reason="The gulls would win.", said="deliver by drone", did="The gulls would win.",
                      at=self.ago(3))  # fmt: skip
        story = open_topic("story", by=cast.noor, title="The lamp in the window", body=f"It was raining.\n\n![a lamp]({self._picture(cast.noor)})",
                           at=self.ago(5))  # fmt: skip
        self.pages |= {
            "idea": bench.get_absolute_url(),
            "open idea": late.get_absolute_url(),
            "story": story.get_absolute_url(),
        }

    def _picture(self, by: Any) -> str:
        from PIL import Image

        from goodword.people.actions.pictures import keep_picture

        drawn = io.BytesIO()
        Image.new("RGB", (600, 400), "#357").save(drawn, "PNG")
        return f"/pictures/{keep_picture(io.BytesIO(drawn.getvalue()), by=by).puid}.webp"

    def _reviews(self) -> None:
        from goodword.conversations.actions.replies import post_reply
        from goodword.conversations.actions.reviews import submit_review
        from goodword.conversations.actions.votes import vote
        from goodword.conversations.actions.withhold import withhold

        cast, clock, lamps = self.cast, self.books[0], self.books[1]
        low = submit_review(clock, by=cast.bettina, stars=2, body="The wave is missing and so is the ending.", pros="the map", cons="the end",
                            has_connection=False, at=self.ago(30))  # fmt: skip
        post_reply(
            low,
            by=cast.maya,
            body="We are sorry it let you down. The second edition has the last page.",
            official=True,
            at=self.ago(29),
        )
        high = submit_review(
            clock,
            by=cast.hannah,
            stars=5,
            body="I read it on the ferry and missed my stop.",
            has_connection=False,
            at=self.ago(10),
        )
        vote(high, by=cast.samuel, value=1)
        submit_review(
            clock,
            by=cast.ines,
            stars=5,
            body="I sell it, and I read it twice.",
            has_connection=True,
            connection="I work here",
            at=self.ago(9),
        )
        bad = submit_review(
            lamps,
            by=cast.pete,
            stars=1,
            body="Their number is on the box.",
            has_connection=False,
            at=self.ago(8),
        )
        withhold(bad, by=cast.ruth, rule="private-data", rule_version=1, reason="It gave a telephone number.")
        submit_review(
            lamps, by=cast.noor, stars=4, body="Cold and fine.", has_connection=False, at=self.ago(7)
        )
        self.pages["review"] = low.get_absolute_url()

    def _events(self) -> None:
        from goodword.gatherings.actions import announce_event

        event = announce_event(
            by=self.cast.sian, title="An evening with a map", begins_at=self.now + timedelta(days=9), lasts=timedelta(hours=2),
            zone="Europe/London", place="The reading room", body="Bring one.",
        )  # fmt: skip
        self.pages["event"] = event.get_absolute_url()

    def _webhook(self) -> None:
        """One that is off, so that nothing is ever sent, with a line in its log."""
        from goodword.connect.actions import webhooks
        from goodword.connect.models import Delivery

        made = webhooks.make_endpoint(
            by=self.cast.tom, name="The till", url="https://till.example/in", events=["catalog.RecallNoted"], public_only=True
        )  # fmt: skip
        webhooks.pause(made, by=self.cast.tom)
        Delivery.objects.create(
            endpoint=made, puid="0123456789abcdef", event="catalog.RecallNoted", made_at=self.now, state="gave_up", attempts=10,
            tried_at=self.now, status=500, milliseconds=45, answer="No such table",
        )  # fmt: skip

    def tell(self) -> None:
        """Something that gives notices: not quiet, so that a page of notices has lines."""
        from goodword.conversations.actions.replies import post_reply
        from goodword.conversations.models import Topic

        topic = Topic.objects.get(title__startswith="Which edition")
        post_reply(topic, by=self.cast.maya, body="The second one, on page nine.")
        for name in (
            "questions",
            "ideas",
            "stories",
            "reviews",
            "spaces",
            "tags",
            "shelves",
            "events",
            "staff",
            "ask",
        ):
            self.pages[name] = f"/{name}"
        self.pages |= {
            "home": "/",
            "profile": "/people/hannah",
            "staff profile": "/people/maya",
            "search": "/search?q=parcel",
        }

    def sessions(self) -> dict[str, str]:
        """A session for each member of the cast that was made."""
        from django.test import Client

        from goodword.people.models import Person

        cookies = {}
        for person in Person.objects.filter(state="active"):
            client = Client()
            client.force_login(person, backend="goodword.people.backends.EmailBackend")
            cookies[person.handle] = client.cookies["session"].value
        return cookies


if __name__ == "__main__":
    main()

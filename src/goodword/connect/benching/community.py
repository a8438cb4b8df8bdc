"""A made-up community of a given size, the same for the same number."""

from datetime import UTC, datetime, timedelta
from random import Random

from django.db import transaction
from django.utils.html import linebreaks

from goodword.catalog.actions.products import add_products
from goodword.catalog.actions.subjects import add_subject
from goodword.catalog.models import Product, Subject
from goodword.conversations.actions import imports as texts
from goodword.conversations.actions.imported_reviews import NewReview, bring_reviews
from goodword.core.events import quietly
from goodword.people.actions.imports import NewPerson, bring_persons
from goodword.people.actions.persons import add_person
from goodword.people.actions.roles import give_role
from goodword.people.models import Person

SOURCE = "bench"
BATCH = 400
BEGUN = datetime(2023, 1, 1, tzinfo=UTC)
PERSONS, PRODUCTS, SUBJECTS = 150, 120, 12
SOUNDS = [consonant + vowel for consonant in "bdfgklmnprst" for vowel in "aeio"]


class Community:
    """Makes persons, products, reviews and `topics` questions with their replies. Then `few`, `many`: questions with 5 and 50 replies."""

    def __init__(self, topics: int) -> None:
        self.random = Random(topics)
        self.topics = topics
        self.words = ["".join(self.random.choices(SOUNDS, k=2 + number % 2)) for number in range(2_000)]
        self.persons: list[int] = []
        self.ids: list[int] = []

    def make(self) -> Person:
        """All of it; the member who reads the pages when signed in."""
        with quietly():
            member = self._people()
            self._products()
            for start in range(0, self.topics, BATCH):
                self._questions(start, min(BATCH, self.topics - start))
            for start in range(0, len(self.ids), BATCH):
                texts.index_topics(self.ids[start : start + BATCH])
        return member

    @property
    def few(self) -> int:
        """A question with 5 replies."""
        return self.ids[0]

    @property
    def many(self) -> int:
        """A question with 50 replies."""
        return self.ids[1]

    def sentence(self, length: int) -> str:
        """Words, common ones more often."""
        chosen = (self.words[int(2_000 * self.random.random() ** 3)] for _ in range(length))
        return " ".join(chosen).capitalize()

    @transaction.atomic
    def _people(self) -> Person:
        owner = add_person(name="Bench Owner", email="owner@example.org", confirmed=True, at=BEGUN)
        give_role(owner, "owner", by=None, reason="bench", at=BEGUN)
        member = add_person(name="Bench Reader", email="reader@example.org", confirmed=True, at=BEGUN)
        news = [NewPerson(str(number), self.sentence(2).title(), BEGUN) for number in range(PERSONS)]
        self.persons = list(bring_persons(SOURCE, news).values())
        return member

    @transaction.atomic
    def _products(self) -> None:
        shelves = [add_subject(self.sentence(1) + str(number), by=None) for number in range(SUBJECTS)]
        rows = (
            {"title": self.sentence(4), "maker": self.sentence(2), "subject": shelves[number % SUBJECTS], "source": SOURCE,
             "source_id": str(number), "line": self.sentence(15)}
            for number in range(PRODUCTS)
        )  # fmt: skip
        products = add_products(rows, by=None, at=BEGUN)
        reviews = [
            self._review(f"r{product.pk}-{person}", product, person)
            for product in products
            for person in self.random.sample(self.persons, 30 if product is products[0] else 3)
        ]
        self.ids += bring_reviews(SOURCE, reviews).values()
        texts.index_topics(self.ids)
        self.ids = []

    def _review(self, old: str, product: Product, person: int) -> NewReview:
        body = self.sentence(60)
        return NewReview(
            source_id=old, author_id=person, body=body, html=linebreaks(body), at=self._moment(), product_id=product.pk,
            stars=self.random.choice((1, 2, 3, 4, 4, 5, 5, 5)), title=self.sentence(4),
        )  # fmt: skip

    @transaction.atomic
    def _questions(self, start: int, count: int) -> None:
        news = [self._question(start + number) for number in range(count)]
        made = texts.bring_topics(SOURCE, news)
        replies = []
        for number, (old, topic) in enumerate(made.items(), start):
            answers = 5 if number == 0 else 50 if number == 1 else self.random.randrange(4)
            replies += [self._reply(f"{old}-{answer}", topic) for answer in range(answers)]
        answered = texts.bring_replies(SOURCE, replies)
        firsts = {reply.topic_id: reply for reply in reversed(replies)}
        texts.bring_acceptances([
            (topic, answered[reply.source_id], reply.at) for topic, reply in firsts.items() if topic % 3
        ])  # fmt: skip
        self.ids += made.values()

    def _question(self, number: int) -> texts.NewTopic:
        body = self.sentence(50)
        return texts.NewTopic(
            source_id=str(number), author_id=self.random.choice(self.persons), body=body, html=linebreaks(body),
            at=self._moment(), title=self.sentence(8), tags=(self.words[number % 40],),
        )  # fmt: skip

    def _reply(self, old: str, topic: int) -> texts.NewReply:
        body = self.sentence(60)
        return texts.NewReply(
            source_id=old, author_id=self.random.choice(self.persons), body=body, html=linebreaks(body),
            at=self._moment() + timedelta(days=1000), topic_id=topic,
        )  # fmt: skip

    def _moment(self) -> datetime:
        return BEGUN + timedelta(minutes=self.random.randrange(1_000_000))


def a_shelf() -> Subject | None:
    """Some shelf."""
    return Subject.objects.order_by("pk").first()

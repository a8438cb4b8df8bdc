"""Law 3: every decision is on the record. received = published + withheld{by rule} + withdrawn, and nothing is withheld without a leaf."""

import json
import random
import re
from contextlib import suppress

import pytest
from django.db import IntegrityError, transaction

from goodword.catalog.actions.products import add_product
from goodword.catalog.models import Product
from goodword.conversations.actions.reviews import submit_review, update_review
from goodword.conversations.actions.topics import withdraw_topic
from goodword.conversations.actions.withhold import restore
from goodword.conversations.models import Reply, Topic, Withholding
from goodword.conversations.queries import reviews
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.models import Leaf, Receipt
from goodword.moderation.actions import decide_to_withhold
from goodword.moderation.rules import RULES
from goodword.testing.cast import CUSTOMERS, Cast

NOT_WHOLE_YET = (
    "The log has no signed checkpoints and no page yet: an outsider cannot verify it.",
    "There is no appeal yet: the writer is told rule and reason and can only write to us.",
    "No daily line fixes `received` per product in the log yet.",
)


@pytest.fixture
def product(db: None) -> Product:
    return add_product(by=None, title="A Field Guide")


def _adds_up(product: Product) -> dict:
    found = reviews.sums(product)
    assert found["received"] == found["published"] + sum(found["withheld"].values()) + found["withdrawn"]
    product.refresh_from_db()
    counted = product.ratings.filter(counted=True)
    assert product.rating_count == counted.count() == sum(reviews.histogram(product).values())
    assert product.rating_sum == sum(counted.values_list("stars", flat=True))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_the_sum_holds_through_any_life(seed: int, product: Product, cast: Cast) -> None:
    chance = random.Random(seed)
    people = [getattr(cast, key) for key in CUSTOMERS]
    for _step in range(40):
        person, deed = chance.choice(people), chance.choice(["write", "add", "back", "withhold", "restore"])
        mine = Topic.objects.filter(kind="review", author=person).order_by("-pk").first()
        rule = chance.choice(RULES).id
        with suppress(NotAllowed, Conflict):  # somebody was faster, or it does not stand any more
            if deed == "write":
                tie = {"has_connection": chance.random() < 0.2, "connection": "A cousin"}
                submit_review(product, by=person, stars=chance.randint(1, 5), body="Words.", **tie)
            elif mine is None:
                continue
            elif deed == "add":
                update_review(mine, by=person, stars=chance.randint(1, 5), body="More.")
            elif deed == "back":
                withdraw_topic(mine, by=person)
            elif deed == "withhold":
                decide_to_withhold(mine, by=cast.ruth, rule=rule, reason="Because.")
            else:
                restore(mine, by=cast.ruth, reason="After all.")
        _adds_up(product)
    assert Receipt.objects.count() == Topic.objects.filter(kind="review").count()


def test_the_page_and_the_api_say_the_same_sum(product: Product, cast: Cast, visit) -> None:
    topics = [
        submit_review(product, by=person, stars=stars, body="Words.", has_connection=False)
        for stars, person in ((5, cast.gwen), (1, cast.hannah), (2, cast.samuel))
    ]
    decide_to_withhold(topics[1], by=cast.ruth, rule="spam", reason="An advertisement.")
    withdraw_topic(topics[2], by=cast.samuel)
    text = re.sub(r"<[^>]+>", "", visit(None).get(product.get_absolute_url()).content.decode())
    assert "3 received · 1 published · 1 withheld · 1 withdrawn" in " ".join(text.split())
    told = visit(None).get(f"/api/v1/products/{product.pk}/reviews").json()
    assert told["received"] == told["published"] + sum(told["withheld"].values()) + told["withdrawn"] == 3
    assert told["withheld"] == {"spam": 1}


def test_nothing_is_withheld_without_rule_reason_and_leaf(product: Product, cast: Cast) -> None:
    topic = submit_review(product, by=cast.hannah, stars=1, body="Words.", has_connection=False)
    for rule, reason in (("spam", ""), ("spam", "   "), ("too-negative", "I dislike it."), ("", "x")):
        with pytest.raises(Invalid):
            decide_to_withhold(topic, by=cast.ruth, rule=rule, reason=reason)
    assert not Leaf.objects.exists() and not Withholding.objects.exists()
    for model in (Topic, Reply):
        field = model._meta.get_field("withholding")
        assert field.unique
    leaf = Withholding._meta.get_field("leaf")
    assert leaf.unique and not leaf.null
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.filter(pk=topic.pk).update(state="withheld")


def test_both_decisions_stay_on_record(product: Product, cast: Cast) -> None:
    topic = submit_review(product, by=cast.hannah, stars=1, body="Words.", has_connection=False)
    decision = decide_to_withhold(topic, by=cast.ruth, rule="spam", reason="An advertisement.")
    restore(topic, by=cast.ruth, reason="It was none.")
    kinds = list(Leaf.objects.order_by("seq").values_list("kind", flat=True))
    assert kinds == ["decision", "restored"]
    assert json.loads(Leaf.objects.get(kind="restored").line)["prev"] == decision.leaf.seq
    assert _adds_up(product)["published"] == 1
    with pytest.raises(Conflict):
        restore(topic, by=cast.ruth, reason="Again.")


def test_a_rule_is_published_in_words_and_for_programs(visit, db: None) -> None:
    listed = visit(None).get("/trust/rules.json").json()
    assert [rule["id"] for rule in listed["rules"]] == [rule.id for rule in RULES]
    text = visit(None).get("/trust/rules").content.decode()
    assert all(f'id="{rule.id}"' in text for rule in RULES)


def test_no_received_review_without_its_receipt(product: Product, cast: Cast, monkeypatch) -> None:
    from goodword.core import receipts

    def broken(*args: object, **kwargs: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(receipts, "give", broken)
    with pytest.raises(OSError, match="disk"), transaction.atomic():
        submit_review(product, by=cast.hannah, stars=1, body="Words.", has_connection=False)
    assert not Topic.objects.exists() and not product.ratings.exists()

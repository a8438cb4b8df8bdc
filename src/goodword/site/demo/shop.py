"""The shop of the demo: what it says of itself, its spaces and tags, its shelves and what was sold."""

from typing import Any

from goodword.catalog.actions.products import add_products
from goodword.catalog.actions.purchases import record_purchase
from goodword.catalog.actions.subjects import add_subject
from goodword.catalog.models import Product, Subject
from goodword.conversations.actions.spaces import make_space
from goodword.conversations.actions.tags import add_synonym, tag_named
from goodword.conversations.models import Tag
from goodword.core.settings_registry import change_setting
from goodword.site.demo import content
from goodword.site.demo.content import Row
from goodword.site.demo.world import World

SAID = ("name", "operator", "sentence", "intro", "zone", "phone", "hue", "people_ask")
RATED = ["writing", "story", "edition"]  # what a review of a book can rate besides the whole


def open_shop() -> None:
    """Name, address, hours and words."""
    shop = content.read("shop")
    for name in SAID:
        change_setting(f"site.{name}", shop[name])
    hours = [
        {key: row[key] for key in ("day", "open", "close")} for row in shop["hours"] if not row.get("summer")
    ]
    change_setting("site.hours", hours)
    change_setting("reviews.sub_ratings", RATED)


def make_places(world: World) -> None:
    """Spaces and tags."""
    for position, row in enumerate(content.rows("shop", "space")):
        world.spaces[row["key"]] = make_space(
            row["name"], by=world.owner, line=row["line"], position=position, key=row["key"]
        )
    for row in content.rows("shop", "tag"):
        tag = tag_named(row["name"])
        Tag.objects.filter(pk=tag.pk).update(slug=row["key"])
        for word in row.get("synonyms", []):
            add_synonym(tag, word, by=world.owner)


def fill_shelves(world: World) -> None:
    """Subjects, books and their other editions."""
    subjects: dict[str, Subject] = {}
    for position, row in enumerate(content.rows("shop", "subject")):
        parent = subjects.get(row.get("parent", ""))
        subjects[row["key"]] = add_subject(
            row["name"], by=None, parent=parent, address=row["key"], position=position
        )
    books = content.books()
    facts = [_facts(row, subjects, world) for row in books]
    made = add_products(facts, by=None, at=world.calendar.ago("3y2m"))
    world.books = {row["key"]: product for row, product in zip(books, made, strict=True)}
    editions = content.variants()
    variants = add_products([_edition(row, world.books[row["of"]]) for row in editions], by=None)
    world.books |= {row["key"]: product for row, product in zip(editions, variants, strict=True)}


def _facts(row: Row, subjects: dict[str, Subject], world: World) -> dict[str, Any]:
    return {
        "title": row["title"],
        "maker": row["author"],
        "maker_note": f"translated by {row['translator']}" if row.get("translator") else "",
        "subject": subjects[row["subject"]],
        "year": row["year"],
        "line": row.get("line", ""),
        "price": row["price"],
        "currency": "GBP",
        "stock": row["stock"],
        "cover_design": row["design"],
    }


def _edition(row: Row, book: Product) -> dict[str, Any]:
    return {
        "title": book.title,
        "maker": book.maker,
        "subject": book.subject,
        "year": book.year,
        "variant_of": book,
        "variant_name": row["name"],
        "cover_design": book.cover_design,
    }


def sell(world: World) -> None:
    """What the customers bought."""
    for row in content.rows("orders", "order"):
        record_purchase(
            world.books[row["product"]],
            by=None,
            person=world.people[row["person"]],
            number=row["number"],
            at=world.calendar.past(row["at"]),
        )

"""schema.org markup of a product and its reviews, from the same rows as the page (R2, R15)."""

import json
from typing import Any

from django.utils.safestring import SafeString

from goodword.catalog.models import Product
from goodword.conversations.queries.products import ProductFigures
from goodword.conversations.queries.reviews import Shown
from goodword.core.text import plain

LONGEST_NAME = 99  # characters: search engines refuse longer ones


def product_markup(
    product: Product, figures: ProductFigures, listed: list[Shown], site_url: str
) -> dict[str, Any]:
    """A Product; with an AggregateRating over the counted stars where there are any, and the reviews this page shows."""
    markup: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.title,
        "url": site_url + product.get_absolute_url(),
        "image": site_url + product.cover_url,
    }
    if product.line:
        markup["description"] = product.line
    if product.maker:
        markup["brand"] = {"@type": "Brand", "name": product.maker.name}
    if figures.mean is not None:
        markup["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": round(figures.mean, 4),
            "ratingCount": figures.total,
            "bestRating": 5,
            "worstRating": 1,
        }
    reviews = [review_markup(one, site_url) for one in listed if one.rule is None and one.counted]
    if reviews:
        markup["review"] = reviews
    return markup


def review_markup(one: Shown, site_url: str) -> dict[str, Any]:
    """One Review. The writer's name stands only where they gave one."""
    name = one.topic.author.name[:LONGEST_NAME] if one.topic.author_id else ""
    markup: dict[str, Any] = {
        "@type": "Review",
        "url": site_url + one.topic.get_absolute_url(),
        "datePublished": one.topic.created_at.isoformat(timespec="seconds"),
        "name": one.topic.title,
        "reviewBody": plain(one.topic.body_html),
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": one.detail.stars,
            "bestRating": 5,
            "worstRating": 1,
        },
        "author": {"@type": "Person", "name": name or one.topic.author.handle},
    }
    for key, words in (("positiveNotes", one.detail.pros), ("negativeNotes", one.detail.cons)):
        if words:
            items = [{"@type": "ListItem", "position": 1, "name": words}]
            markup[key] = {"@type": "ItemList", "itemListElement": items}
    return markup


def as_script(markup: dict[str, Any]) -> SafeString:
    """The JSON as it may stand inside a script element: nothing in it can end the element."""
    text = json.dumps(markup, ensure_ascii=False, separators=(",", ":"))
    for character, written in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(character, written)
    return SafeString(text)

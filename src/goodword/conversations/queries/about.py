"""The products a text is about."""

from goodword.catalog.models import Product
from goodword.core import search
from goodword.core.viewer import Viewer


def products_of(ids: list[str]) -> list[Product]:
    """Products by their ids as a form sends them; what is no id is left out."""
    numbers = [int(id) for id in ids if id.isascii() and id.isdigit() and len(id) < 18]
    return list(Product.objects.select_related("maker").filter(pk__in=numbers)) if numbers else []


def products_like(words: str, viewer: Viewer, limit: int = 8) -> list[Product]:
    """Products whose title or maker is like some words, best first."""
    if not words:
        return []
    ids = [hit.ref.id for hit in search.find(words[:200], viewer, facets=["product"], limit=limit).hits]
    found = Product.objects.select_related("maker").in_bulk(ids)
    return [found[id] for id in ids if id in found]

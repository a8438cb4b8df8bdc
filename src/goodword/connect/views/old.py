"""Old addresses: where imported things went. Each leads on only to what the asker may see."""

from django.http import HttpResponsePermanentRedirect

from goodword.catalog.queries.products import visible_products
from goodword.conversations.queries.imported import text_from
from goodword.core import gate
from goodword.core.audience import public
from goodword.core.errors import Missing
from goodword.core.gate import Ref
from goodword.core.http import Request
from goodword.people.queries import person_from


@public
def old_text(request: Request, source: str, source_id: str) -> HttpResponsePermanentRedirect:
    """A post of another place: its topic, or its place within the topic."""
    text = text_from(source, source_id, request.viewer)
    if text is None:
        raise Missing()
    return _on(Ref(type(text).__name__.lower(), text.pk), text.get_absolute_url(), request)


@public
def old_person(request: Request, source: str, source_id: str) -> HttpResponsePermanentRedirect:
    """A person of another place."""
    person = person_from(source, source_id, request.viewer)
    if person is None:
        raise Missing()
    return _on(Ref("person", person.pk), person.get_absolute_url(), request)


@public
def old_product(request: Request, source: str, source_id: str) -> HttpResponsePermanentRedirect:
    """A product of another place."""
    product = visible_products(request.viewer).filter(source=source, source_id=source_id).first()
    if product is None:
        raise Missing()
    return _on(Ref("product", product.pk), product.get_absolute_url(), request)


@public
def product(request: Request, product_id: int) -> HttpResponsePermanentRedirect:
    """The short address of a product."""
    found = visible_products(request.viewer).filter(pk=product_id).first()
    if found is None:
        raise Missing()
    return _on(Ref("product", found.pk), found.get_absolute_url(), request)


def _on(ref: Ref, address: str, request: Request) -> HttpResponsePermanentRedirect:
    """The gate is asked once more: what was withheld is no goal of a redirect."""
    if not gate.may_see(ref, request.viewer):
        raise Missing()
    return HttpResponsePermanentRedirect(address)

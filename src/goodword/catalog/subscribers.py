"""What this room does when something happens: products enter the search, orders find their person."""

from collections.abc import Iterable, Iterator

from goodword.catalog.actions.purchases import link_purchases
from goodword.catalog.events import MakerChanged, ProductAdded, ProductChanged, ProductsAdded, SubjectChanged
from goodword.catalog.models import Product
from goodword.core import search
from goodword.core.events import on
from goodword.core.gate import Ref
from goodword.people.events import PersonEvent
from goodword.people.models import Person

BATCH = 500


@on(ProductAdded)
def index_new_product(event: ProductAdded) -> None:
    """A product can be found at once."""
    index_products([event.product_id])


@on(ProductChanged)
def index_changed_product(event: ProductChanged) -> None:
    """A changed product is found by its new words."""
    index_products([event.product_id])


@on(ProductsAdded)
def index_new_products(event: ProductsAdded) -> None:
    """Products of an import can be found."""
    index_products(event.product_ids)


@on(MakerChanged, later=True)
def index_products_of_maker(event: MakerChanged) -> None:
    """A maker's new name leads to their products."""
    index_products(Product.objects.filter(maker_id=event.maker_id).values_list("pk", flat=True))


@on(SubjectChanged, later=True)
def index_products_of_subject(event: SubjectChanged) -> None:
    """A shelf's new name leads to what stands on it."""
    index_products(Product.objects.filter(subject_id=event.subject_id).values_list("pk", flat=True))


@on(PersonEvent)
def link_orders(event: PersonEvent) -> None:
    """Whoever has confirmed an address gets the orders made with it."""
    person = Person.objects.filter(pk=event.person_id).first()
    if person is not None:
        link_purchases(person)


def index_products(ids: Iterable[int]) -> None:
    """Write the search entries of these products: title before maker, shelf and line."""
    wanted = list(ids)
    for start in range(0, len(wanted), BATCH):
        rows = Product.objects.filter(pk__in=wanted[start : start + BATCH]).select_related("maker", "subject")
        search.index_many(entry_of(product) for product in rows)


@search.rebuilds("product")
def all_products() -> Iterator[list[search.Entry]]:
    """What can be found of all products."""
    wanted = list(Product.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(wanted), BATCH):
        rows = Product.objects.filter(pk__in=wanted[start : start + BATCH]).select_related("maker", "subject")
        yield [entry_of(product) for product in rows]


def entry_of(product: Product) -> search.Entry:
    """What can be found of one product. A variant goes by its own name, so that the title finds the original first."""
    is_variant = product.variant_of_id is not None
    maker = product.maker.name if product.maker else ""
    shelf = product.subject.name if product.subject else ""
    other_name = product.title if is_variant else ""
    words = [other_name, maker, product.maker_note, shelf, product.line, str(product.year or "")]
    return search.Entry(
        ref=Ref("product", product.pk),
        facet="product",
        title=product.variant_name if is_variant else product.title,
        body=" ".join(filter(None, words)),
        audience="everyone",
        at=product.added_at,
    )

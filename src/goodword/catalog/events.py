"""What happens in the catalogue. The docstring of each event is its public documentation."""

from dataclasses import dataclass

from goodword.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ProductEvent(Event):
    """Something happened to a product. The base of all events about one product."""

    product_id: int


@dataclass(frozen=True, kw_only=True)
class ProductAdded(ProductEvent):
    """A product came onto the shelves."""


@dataclass(frozen=True, kw_only=True)
class ProductChanged(ProductEvent):
    """The facts of a product changed."""


@dataclass(frozen=True, kw_only=True)
class RecallNoted(ProductEvent):
    """A product was called back; everybody who has it should know. `by_id`: who wrote the note."""

    by_id: int | None


@dataclass(frozen=True, kw_only=True)
class ProductsAdded(Event):
    """Many products came at once, with an import."""

    product_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class MakerChanged(Event):
    """A maker's name changed, or who answers for them."""

    maker_id: int


@dataclass(frozen=True, kw_only=True)
class SubjectChanged(Event):
    """A shelf was renamed or moved."""

    subject_id: int


@dataclass(frozen=True, kw_only=True)
class PurchaseRecorded(ProductEvent):
    """Somebody has a product: from an order or a confirmed receipt. `person_id` is None until their address has an account."""

    purchase_id: int
    person_id: int | None


@dataclass(frozen=True, kw_only=True)
class ClaimMade(ProductEvent):
    """Somebody showed a receipt; staff look at it."""

    claim_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ClaimDecided(ProductEvent):
    """Staff confirmed or declined a receipt, with a reason."""

    claim_id: int
    by_id: int
    confirmed: bool

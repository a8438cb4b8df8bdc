"""What people buy and talk about: products in subjects, by makers; who bought them; their stars."""

import hashlib

from django.conf import settings
from django.db import models
from django.urls import reverse

from goodword.core.text import slug, tail

PERSON = settings.AUTH_USER_MODEL


class Subject(models.Model):
    """A shelf. Subjects form a tree; `path` holds the ids from the root ("/3/17/") so that a branch is one indexed prefix."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=200, db_index=True)
    position = models.PositiveSmallIntegerField(default=0)
    product_count = models.IntegerField(default=0)  # products of the whole branch, variants not counted apart

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The address of the shelf."""
        return reverse("catalog:subject", args=[self.slug])

    @property
    def branch(self) -> list[int]:
        """The ids from the root down to this subject."""
        return [int(part) for part in self.path.strip("/").split("/") if part]


class ShelfCount(models.Model):
    """How many products of a branch have one value of one facet: what a shelf shows beside its choices, at any size."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    facet = models.CharField(max_length=10)  # "maker", "stars" or "stock"
    key = models.CharField(max_length=20)  # a maker's id; a star band; "1"
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "facet", "key"], name="one_count_a_choice")]
        indexes = [models.Index(fields=["subject", "facet", "-count"], name="choices_by_count")]


class Maker(models.Model):
    """Who made a product: an author, a maker, a brand."""

    name = models.CharField(max_length=300, unique=True)
    person = models.ForeignKey(
        PERSON, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # may answer as the maker

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The address of the maker's page."""
        return reverse("catalog:maker", args=[self.pk, slug(self.name)])


class Product(models.Model):
    """Something that is sold. Its counts are derived: only the verbs of ratings move them, a nightly recount checks."""

    title = models.CharField(max_length=500)
    sort_title = models.CharField(max_length=80)  # folded, so that "É" stands beside "E"
    maker = models.ForeignKey(Maker, null=True, on_delete=models.PROTECT, related_name="products")
    maker_note = models.CharField(max_length=200, blank=True)  # "translated by …"
    subject = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="products")
    year = models.SmallIntegerField(null=True)
    line = models.TextField(blank=True)
    price = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    stock = models.PositiveIntegerField(null=True)
    link = models.URLField(max_length=500, blank=True)
    language = models.CharField(max_length=10, blank=True)
    cover_design = models.PositiveSmallIntegerField(null=True)
    picture = models.ForeignKey("people.Picture", null=True, on_delete=models.SET_NULL, related_name="+")
    variant_of = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="variants")
    variant_name = models.CharField(max_length=120, blank=True)
    recall_note = models.TextField(blank=True)
    successor = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    source = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=100, blank=True)
    source_link = models.URLField(max_length=500, blank=True)
    rating_count = models.PositiveIntegerField(default=0)
    rating_sum = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~models.Q(source=""), name="one_product_a_source_id"
            )
        ]
        indexes = [
            models.Index(fields=["subject", "-rating_count", "-id"], name="shelf_by_reviews"),
            models.Index(fields=["subject", "sort_title", "id"], name="shelf_by_title"),
            models.Index(fields=["subject", "-added_at", "-id"], name="shelf_by_age"),
            models.Index(fields=["maker", "-rating_count", "-id"], name="maker_by_reviews"),
            models.Index(fields=["-rating_count", "-id"], name="all_by_reviews"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def mean(self) -> float | None:
        """The plain mean of the counted stars, None without any."""
        return self.rating_sum / self.rating_count if self.rating_count else None

    @property
    def star_band(self) -> int:
        """The whole stars of the mean (4 means four to five), 0 without any."""
        return self.rating_sum // self.rating_count if self.rating_count else 0

    @property
    def cover_url(self) -> str:
        """Its picture where it has one, else its drawn cover; the address changes when the drawing does."""
        if self.picture_id and self.picture:
            return f"/pictures/{self.picture.puid}.webp"
        by = self.maker.name if self.maker_id and self.maker else ""
        drawn = f"{self.title}\0{by}\0{self.cover_design}".encode()
        return f"{reverse('catalog:cover', args=[self.pk])}?v={hashlib.sha256(drawn).hexdigest()[:8]}"

    @property
    def source_ref(self) -> str | None:
        """`source:id` of an imported product."""
        return f"{self.source}:{self.source_id}" if self.source else None

    def get_absolute_url(self) -> str:
        """The address of the product page (it belongs to conversations)."""
        return reverse("conversations:product", args=[self.pk, tail(self.title)])


class Purchase(models.Model):
    """Somebody bought something: from the shop's orders, or a receipt that staff confirmed."""

    class Proof(models.TextChoices):
        ORDER = "order"
        RECEIPT = "receipt"

    person = models.ForeignKey(PERSON, null=True, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(blank=True)  # until a person with this address exists
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="purchases")
    proof = models.CharField(max_length=10, choices=Proof)
    number = models.CharField(max_length=60, blank=True)
    bought_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number", "product"], condition=~models.Q(number=""), name="an_order_line_once"
            )
        ]
        indexes = [
            models.Index(fields=["person", "product"], name="owners"),
            models.Index(fields=["product", "-bought_at"], name="buyers"),
            models.Index(fields=["email"], name="buyers_by_address", condition=~models.Q(email="")),
        ]


class ReceiptClaim(models.Model):
    """Somebody says they bought it here and shows a receipt; staff confirm or decline with a reason."""

    class State(models.TextChoices):
        OPEN = "open"
        CONFIRMED = "confirmed"
        DECLINED = "declined"

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=300)
    picture = models.ForeignKey("people.Picture", null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "product"], condition=models.Q(state="open"), name="one_open_claim"
            )
        ]


class Rating(models.Model):
    """The stars one person gave one product. Only `counted` ones enter the mean: public reviews by nobody of the shop."""

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="ratings")
    stars = models.PositiveSmallIntegerField()
    counted = models.BooleanField(default=False)
    friends_may_see = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "product"], name="one_rating_a_person"),
            models.CheckConstraint(condition=models.Q(stars__gte=1, stars__lte=5), name="one_to_five_stars"),
        ]
        indexes = [
            models.Index(fields=["product", "counted", "stars"], name="histogram"),
            models.Index(fields=["person", "-at"], name="ratings_of_person"),
        ]

"""Forms of the catalogue's desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodword.catalog.models import Maker, Product, Subject
from goodword.people.models import Person


class ProductForm(forms.Form):
    """The facts of a product. Counts are not among them: nobody sets those."""

    title = forms.CharField(label=_("Title"), max_length=500)
    maker = forms.CharField(
        label=_("Maker"),
        required=False,
        max_length=300,
        help_text=_("An author, a brand; a new name makes a new maker."),
    )
    maker_note = forms.CharField(
        label=_("And"), required=False, max_length=200, help_text=_("Such as: translated by …")
    )
    subject = forms.ModelChoiceField(label=_("Shelf"), queryset=Subject.objects.none(), required=False)
    line = forms.CharField(
        label=_("A few sentences on what it is"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    year = forms.IntegerField(label=_("First published"), required=False, min_value=-5000, max_value=9999)
    price = forms.DecimalField(label=_("Price"), required=False, min_value=0, max_digits=10, decimal_places=2)
    currency = forms.CharField(
        label=_("Currency"), required=False, max_length=3, help_text=_("Three letters, such as EUR.")
    )
    stock = forms.IntegerField(label=_("How many are here"), required=False, min_value=0, max_value=2**31 - 1)
    link = forms.URLField(label=_("Where it is sold"), required=False, max_length=500, assume_scheme="https")
    picture = forms.FileField(
        label=_("A picture of it"),
        required=False,
        help_text=_("Without one its cover is drawn from title and maker."),
    )
    drawn = forms.BooleanField(label=_("Show the drawn cover again"), required=False)
    variant_of = forms.IntegerField(
        label=_("A variant of product number"), required=False, min_value=1, max_value=2**53
    )
    variant_name = forms.CharField(
        label=_("Which variant"), required=False, max_length=120, help_text=_("Such as: large print.")
    )
    successor = forms.IntegerField(
        label=_("Followed by product number"), required=False, min_value=1, max_value=2**53
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subjects: Any = self.fields["subject"]
        subjects.queryset = Subject.objects.order_by("path")

    @classmethod
    def of(cls, product: Product) -> "ProductForm":
        """The form filled with a product."""
        names = ("title", "maker_note", "line", "year", "price", "currency", "stock", "link", "variant_name")
        initial = {name: getattr(product, name) for name in names}
        initial |= {"subject": product.subject_id, "maker": product.maker.name if product.maker else ""}
        initial |= {"variant_of": product.variant_of_id, "successor": product.successor_id}
        return cls(initial=initial)

    def _product(self, name: str) -> Product | None:
        number = self.cleaned_data.get(name)
        if number is None:
            return None
        found = Product.objects.filter(pk=number).first()
        if found is None:
            raise forms.ValidationError(_("There is no product with this number."))
        return found

    def clean_variant_of(self) -> Product | None:
        """The product whose variant this is."""
        return self._product("variant_of")

    def clean_successor(self) -> Product | None:
        """The product that followed this one."""
        return self._product("successor")


class RecallForm(forms.Form):
    """What is wrong with a product and what whoever has it should do."""

    note = forms.CharField(
        label=_("What is wrong, and what to do"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stands on top of its page; everybody who has it is told once. Empty ends the recall."),
    )  # fmt: skip


class SubjectForm(forms.Form):
    """A shelf."""

    name = forms.CharField(label=_("Name"), max_length=120)
    parent = forms.ModelChoiceField(
        label=_("Below"),
        queryset=Subject.objects.none(),
        required=False,
        empty_label=_("nothing: a shelf of its own"),
    )
    position = forms.IntegerField(
        label=_("Place in the order"), required=False, min_value=0, max_value=30_000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents: Any = self.fields["parent"]
        parents.queryset = Subject.objects.order_by("path")


class MakerForm(forms.Form):
    """A maker, and who may answer reviews in their name."""

    name = forms.CharField(label=_("Name"), max_length=300)
    handle = forms.CharField(
        label=_("Who answers as the maker"), required=False, max_length=60,
        help_text=_("The last part of the address of their page here. Their answers carry the label “Maker”."),
    )  # fmt: skip

    @classmethod
    def of(cls, maker: Maker) -> "MakerForm":
        """The form filled with a maker."""
        return cls(initial={"name": maker.name, "handle": maker.person.handle if maker.person else ""})

    def clean_handle(self) -> Person | None:
        """The person behind the handle."""
        handle = self.cleaned_data["handle"].strip()
        if not handle:
            return None
        person = Person.objects.filter(handle=handle, state=Person.State.ACTIVE).first()
        if person is None:
            raise forms.ValidationError(_("Nobody here has this page."))
        return person


class OrdersForm(forms.Form):
    """A file of orders."""

    file = forms.FileField(
        label=_("Orders as CSV"),
        help_text=_("First line: number, email, product and, if you like, bought_at. At most 5 MB."),
    )
    dry_run = forms.BooleanField(label=_("Only try it: write nothing yet"), required=False, initial=True)


class ClaimForm(forms.Form):
    """What staff say about a receipt."""

    number = forms.CharField(
        label=_("Number of the receipt"), required=False, max_length=60,
        help_text=_("It keeps one receipt from serving two people."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("If it does not show it: why?"),
        required=False,
        max_length=300,
        help_text=_("The person will read this."),
    )

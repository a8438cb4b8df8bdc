"""Fields that several forms share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodword.catalog.models import Product
from goodword.conversations.models import Space
from goodword.conversations.queries.about import products_like, products_of
from goodword.conversations.queries.lists import open_spaces
from goodword.core.text import MAX_TEXT
from goodword.core.viewer import Viewer

LONG = MAX_TEXT + 1  # the verb says what is too long; the form only bounds the bytes
FIELD_TOO_LONG = {
    "max_length": _("This is longer than 20,000 characters. Please shorten it or split it in two.")
}


class Words(forms.CharField):
    """A text of several lines. Trimming and cleaning is the verbs' work."""

    def __init__(self, **options: Any) -> None:
        rows = options.pop("rows", 5)
        super().__init__(
            widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
            strip=False,
            max_length=options.pop("max_length", LONG),
            error_messages=FIELD_TOO_LONG,
            **options,
        )


def line(*, required: bool = True, limit: int = 300, **options: Any) -> forms.CharField:
    """A text of one line; directions are left to the text."""
    widget = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    return forms.CharField(required=required, max_length=limit, widget=widget, **options)


class PlaceMixin(forms.Form):
    """Space and products a topic is about: a select, and a search that works without script.

    about: ids of chosen products. about_words: words typed to find more; what is found comes back as boxes to tick.
    """

    def offer_places(self, viewer: Viewer) -> None:
        """Fill the choices with what the viewer may use."""
        self.viewer = viewer
        spaces = open_spaces(viewer)
        self.spaces = {space.slug: space for space in spaces}
        choices = [("", _("Nothing in particular")), *((space.slug, space.name) for space in spaces)]
        self.fields["space"] = forms.ChoiceField(label=_("Part of the shop"), choices=choices, required=False)
        given = (
            self.data.getlist("about")
            if self.is_bound and hasattr(self.data, "getlist")
            else self.initial.get("about", [])
        )
        if isinstance(given, str):  # as a draft keeps it
            given = self.initial["about"] = [number for number in given.split(",") if number]
        chosen = products_of([str(id) for id in given][:10])
        found = products_like(self._typed(), viewer)
        self.products = {str(product.pk): product for product in [*chosen, *found]}
        self.fields["about"] = forms.MultipleChoiceField(
            label=_("Which of these?"),
            choices=[(id, product.title) for id, product in self.products.items()],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    def _typed(self) -> str:
        return str(self.data.get("about_words", "")).strip() if self.is_bound else ""

    def clean(self) -> dict[str, Any]:
        """Words that name one product exactly choose it; other words ask which one is meant."""
        cleaned = super().clean() or {}
        typed, chosen = self._typed(), cleaned.get("about") or []
        if typed and not chosen:
            exact = [
                id for id, product in self.products.items() if product.title.casefold() == typed.casefold()
            ]
            if exact:
                cleaned["about"] = exact[:1]
            elif self.products:
                self.add_error("about", _("Tick the one you mean, or empty the search."))
            else:
                self.add_error(
                    "about_words", _("Nothing here has this title. Leave it empty, or try other words.")
                )
        return cleaned

    def space(self) -> Space | None:
        """The chosen space."""
        return self.spaces.get(self.cleaned_data.get("space", ""))

    def about_products(self) -> list[Product]:
        """The chosen products."""
        return [self.products[id] for id in self.cleaned_data.get("about", []) if id in self.products]

"""The form of the desk page on which a catalogue is imported."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ImportForm(forms.Form):
    """A table of products and what its columns mean."""

    file = forms.FileField(
        label=_("The file"),
        max_length=200,
        help_text=_("A .csv or .jsonl file, up to 5 MB; it may be compressed (.gz)."),
    )
    source = forms.CharField(
        label=_("Where it is from"), required=False, max_length=60,
        help_text=_("A short name that its products keep. Importing again under the same name doubles nothing."),
    )  # fmt: skip
    mapping = forms.CharField(
        label=_("What the columns mean"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only where the names do not say it. One a line, such as title=name."),
    )  # fmt: skip

    def wishes(self) -> list[str]:
        """The lines of the mapping."""
        return [line.strip() for line in self.cleaned_data["mapping"].splitlines() if line.strip()]

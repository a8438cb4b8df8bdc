"""What people fill in at the doors for machines: a catalogue to import, a token for a program."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from goodword.connect import policy
from goodword.connect.texts import scope_choices
from goodword.core.errors import Refused
from goodword.core.viewer import Viewer


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


class TokenForm(forms.Form):
    """A token: a name for it, what it may do, how long it lives. It offers only what this person can hand on."""

    name = forms.CharField(
        label=_("What is it for?"), max_length=80, widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
        help_text=_("Such as: asks for my book club. Only you and the owner of this site read this."),
        error_messages={"required": _("Give it a name, so that you know it again.")},
    )  # fmt: skip
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what it may do.")},
    )
    days = forms.TypedChoiceField(label=_("How long it lives"), coerce=int, initial=90)

    def __init__(self, *arguments: Any, viewer: Viewer, of_staff: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        scopes: Any = self.fields["scopes"]
        scopes.choices = [
            (scope, words)
            for scope, words in scope_choices()
            if policy.may_carry(scope, viewer) and (of_staff or not scope.startswith("staff:"))
        ]
        days: Any = self.fields["days"]
        days.choices = [
            (str(n), ngettext("%(n)s day", "%(n)s days", n) % {"n": n}) if n < 365 else (str(n), _("A year"))
            for n in policy.LIVES
        ]

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal where it belongs."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)

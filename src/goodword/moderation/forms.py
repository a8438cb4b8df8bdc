"""Forms of the moderators."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodword.moderation.rules import RULES


class WithholdForm(forms.Form):
    """Which rule, and why: the writer reads both."""

    rule = forms.ChoiceField(
        label=_("Under which rule?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the rules.")},
    )
    reason = forms.CharField(
        label=_("Why?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000,
        help_text=_("The writer will read this. Name the words it is about."),
        error_messages={"required": _("Say why; the writer will read it.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules: Any = self.fields["rule"]
        rules.choices = [(rule.id, f"{rule.number}. {rule.name}") for rule in RULES]


class RestoreForm(forms.Form):
    """Why a text is shown again."""

    reason = forms.CharField(
        label=_("Why is it shown again?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        error_messages={"required": _("Say why.")},
    )  # fmt: skip

"""Forms of the desk pages of webhooks."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodword.connect.models import WebhookEndpoint
from goodword.connect.webhooks.texts import event_choices


class WebhookForm(forms.Form):
    """Where to, and what of."""

    name = forms.CharField(label=_("What is it called?"), max_length=80)
    url = forms.CharField(
        label=_("Address"), max_length=500, help_text=_("Where the messages go, such as https://till.example.org/goodword.")
    )  # fmt: skip
    events = forms.MultipleChoiceField(label=_("What it is told of"), widget=forms.CheckboxSelectMultiple)
    public_only = forms.BooleanField(
        label=_("Only of what everybody may read"), required=False, initial=True,
        help_text=_("Without this it is told of what you may read yourself, what only the staff see included."),
    )  # fmt: skip

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["name"].widget.attrs.update(autocomplete="off")
        self.fields["url"].widget.attrs.update(
            inputmode="url", dir="ltr", autocomplete="off", spellcheck="false"
        )
        field = self.fields["events"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = event_choices()

    @classmethod
    def of(cls, endpoint: WebhookEndpoint) -> "WebhookForm":
        """Filled with what an endpoint is."""
        names = ("name", "url", "events", "public_only")
        return cls(initial={name: getattr(endpoint, name) for name in names})


class SinceForm(forms.Form):
    """From when on everything is sent again."""

    hours = forms.TypedChoiceField(
        label=_("From when on"),
        coerce=int,
        choices=[
            (1, _("the last hour")),
            (24, _("the last day")),
            (72, _("the last three days")),
            (168, _("the last week")),
            (330, _("the last two weeks")),
        ],
    )

    def reach(self) -> timedelta:
        """How far back."""
        return timedelta(hours=self.cleaned_data["hours"])

"""Answering, remarking, editing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from goodword.conversations.forms.fields import Words


class ReplyForm(forms.Form):
    """An answer, or a short reply under one. parent, quoted: ids of replies of the same topic."""

    body = Words(label=_("Your answer"), required=False)
    parent = forms.IntegerField(required=False, min_value=1, max_value=2**53, widget=forms.HiddenInput)
    quoted = forms.IntegerField(required=False, min_value=1, max_value=2**53, widget=forms.HiddenInput)
    official = forms.BooleanField(
        label=_("This is the official answer"),
        help_text=_("Stands first. There is one."),
        required=False,
    )


class EditReplyForm(forms.Form):
    """Other words for a reply of one's own."""

    body = Words(label=_("Your text"), rows=8, required=False)

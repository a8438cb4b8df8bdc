"""Spaces and tags, as the desk looks after them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from goodword.conversations.forms.fields import Words, line


class SpaceForm(forms.Form):
    """A part of the community."""

    name = line(label=_("Name"), limit=121)
    line = line(label=_("One line on what belongs here"), required=False)
    position = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=999, initial=50)
    staff_only = forms.BooleanField(label=_("Only the staff reads it"), required=False)


class TagForm(forms.Form):
    """Name and words of a tag."""

    name = line(label=_("Name"), limit=81)
    line = Words(label=_("What it stands for"), rows=3, required=False)


class SynonymForm(forms.Form):
    """Another spelling."""

    word = line(label=_("Another spelling that leads here"), limit=80)


class MergeForm(forms.Form):
    """The tag this one is merged into."""

    into = line(
        label=_("Merge it into"), limit=80, help_text=_("Topics and followers go along. It cannot be undone.")
    )

"""Asking, proposing, telling."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodword.conversations.forms.fields import PlaceMixin, Words, line
from goodword.conversations.models import Topic


class AskForm(PlaceMixin):
    """A question: a title, details, a place, who should read it, tags."""

    title = line(label=_("Your question"), limit=400)
    body = Words(label=_("A little more, if it helps"), required=False)
    about_words = line(label=_("Is it about a book or a thing we sell?"), required=False, limit=200)
    tags = line(
        label=_("Tags"),
        required=False,
        limit=300,
        help_text=_("A few words with commas between them, such as: posting, islands"),
    )
    audience = forms.ChoiceField(
        label=_("Who should read it?"),
        choices=[
            (Topic.Audience.EVERYONE, _("Everybody here")),
            (Topic.Audience.STAFF, _("Only the staff")),
        ],
        widget=forms.RadioSelect,
        initial=Topic.Audience.EVERYONE,
        required=False,
    )

    def clean_audience(self) -> str:
        """Everybody, unless the staff alone was chosen."""
        return self.cleaned_data.get("audience") or Topic.Audience.EVERYONE


class IdeaForm(PlaceMixin):
    """An idea: what should change, and why."""

    title = line(label=_("Your idea in one line"), limit=400)
    body = Words(label=_("Why, and for whom?"), required=False)
    about_words = line(label=_("Is it about a book or a thing we sell?"), required=False, limit=200)
    tags = line(label=_("Tags"), required=False, limit=300)


class StoryForm(PlaceMixin):
    """A story with up to three pictures, each with a caption and words for those who cannot see it."""

    PICTURES = ("1", "2", "3")
    title = line(label=_("A title"), limit=400)
    body = Words(label=_("Your story"), rows=12)
    about_words = line(label=_("Is it about a book or a thing we sell?"), required=False, limit=200)
    tags = line(label=_("Tags"), required=False, limit=300)
    reuse = forms.BooleanField(
        label=_("The shop may show this story elsewhere, with my name."),
        help_text=_("You can take this back at any time; it is then removed there too."),
        required=False,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        accepted = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif,image/avif"})
        for number in self.PICTURES:
            self.fields[f"picture_{number}"] = forms.FileField(
                label=_("Picture"), required=False, widget=accepted
            )
            self.fields[f"alt_{number}"] = line(label=_("What does it show?"), required=False)
            self.fields[f"caption_{number}"] = line(label=_("Caption"), required=False)

    def pictures(self) -> list[tuple[Any, str, str]]:
        """File, alt text and caption of each picture sent."""
        sent = self.cleaned_data
        return [
            (sent[f"picture_{n}"], sent[f"alt_{n}"], sent[f"caption_{n}"])
            for n in self.PICTURES
            if sent.get(f"picture_{n}")
        ]

    def picture_rows(self) -> list[dict[str, Any]]:
        """The fields picture by picture, for the template."""
        return [
            {"file": self[f"picture_{n}"], "alt": self[f"alt_{n}"], "caption": self[f"caption_{n}"]}
            for n in self.PICTURES
        ]


class EditTopicForm(forms.Form):
    """Other words for a topic of one's own."""

    title = line(label=_("Title"), limit=400)
    body = Words(label=_("Text"), required=False, rows=10)
    tags = line(label=_("Tags"), required=False, limit=300)


class DuplicateForm(forms.Form):
    """Which topic asks the same: its address or number."""

    original = line(
        label=_("Which one asks the same?"), help_text=_("Its address, or the number in it."), limit=500
    )

    def clean_original(self) -> int:
        """The number in an address such as /questions/12/do-you-wrap."""
        words = self.cleaned_data["original"].replace("?", "/").replace("#", "/").split("/")
        numbers = [word for word in words if word.isascii() and word.isdigit() and len(word) < 18]
        if not numbers:
            raise forms.ValidationError(_("There is no number in this address."))
        return int(numbers[0])


class StatusForm(forms.Form):
    """Where an idea stands now, why, and when there will be a next word."""

    status = forms.ChoiceField(label=_("Status"))
    reason = Words(label=_("Why"), rows=3, help_text=_("Everybody who voted reads this."), required=False)
    next_word_by = forms.DateField(
        label=_("Next word by"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    said = line(
        label=_("You said"), required=False, limit=200, help_text=_("The wish, in the customer's words.")
    )
    did = line(label=_("We did"), required=False, help_text=_("One sentence; needed when it is done."))

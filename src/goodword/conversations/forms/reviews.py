"""Forms for reviews. They give words to the verbs; what is right or wrong is decided there."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodword.core.settings_registry import site_setting

STARS = [(str(n), str(n)) for n in range(1, 6)]
PICTURES = range(1, 4)  # as many as the form offers at once


class PictureFields(forms.Form):
    """Up to three pictures, each with words for those who cannot see it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in PICTURES:
            self.fields[f"picture_{n}"] = forms.FileField(label=_("Picture"), required=False)
            self.fields[f"alt_{n}"] = forms.CharField(
                label=_("What does it show?"), required=False, max_length=300
            )

    def pairs(self) -> list[tuple[Any, Any]]:
        """The bound fields of each picture and its words, for the template."""
        return [(self[f"picture_{n}"], self[f"alt_{n}"]) for n in PICTURES]

    def uploads(self) -> list[tuple[str, Any, str]]:
        """(field, file, words) of each picture that was sent."""
        data = self.cleaned_data
        return [
            (f"picture_{n}", data[f"picture_{n}"], data[f"alt_{n}"])
            for n in PICTURES
            if data.get(f"picture_{n}")
        ]


class ReviewForm(PictureFields):
    """A new review."""

    stars = forms.ChoiceField(
        label=_("Your stars"),
        choices=STARS,
        error_messages={
            "required": _("Choose one to five stars."),
            "invalid_choice": _("Choose one to five stars."),
        },
    )
    title = forms.CharField(label=_("In a few words"), required=False, max_length=300)
    body = forms.CharField(
        label=_("What was it like?"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=20_000,
        help_text=_("For somebody who does not know it yet. Good and bad stay up."),
        error_messages={"required": _("Please write a few words.")},
    )
    pros = forms.CharField(label=_("Good"), required=False, max_length=300)
    cons = forms.CharField(label=_("Not good"), required=False, max_length=300)
    has_connection = forms.ChoiceField(
        label=_("Do you have a connection to it or to us?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        widget=forms.RadioSelect,
        help_text=_(
            "You work here or for its maker, know them well, or were given it. With a yes your stars are shown and not counted."
        ),
        error_messages={"required": _("Please say whether you have a connection: yes or no.")},
    )
    connection = forms.CharField(
        label=_("Which one? Everybody will read it."), required=False, max_length=120,
        help_text=_("Such as: had a free copy from the publisher."),
    )  # fmt: skip
    friends_may_see = forms.BooleanField(
        label=_("Show my stars to friends beside this product"), required=False, initial=True,
        help_text=_("Friends are people you follow who follow you. The review itself is public either way."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = [str(name) for name in site_setting("reviews.sub_ratings")][:8]
        for number, name in enumerate(self.parts):
            self.fields[f"sub_{number}"] = forms.ChoiceField(
                label=name.capitalize(), choices=[("", _("no word on it")), *STARS], required=False
            )

    def sub_fields(self) -> list[Any]:
        """The bound fields of the parts one can rate besides."""
        return [self[f"sub_{number}"] for number in range(len(self.parts))]

    def words(self) -> dict[str, Any]:
        """What `submit_review` takes, without the pictures."""
        data = self.cleaned_data
        parts = {name: data[f"sub_{number}"] for number, name in enumerate(self.parts)}
        return {
            "stars": data["stars"],
            "title": data["title"],
            "body": data["body"],
            "pros": data["pros"],
            "cons": data["cons"],
            "has_connection": data["has_connection"] == "yes",
            "connection": data["connection"],
            "friends_may_see": data["friends_may_see"],
            "sub_ratings": {name: stars for name, stars in parts.items() if stars},
        }


class ReviewUpdateForm(forms.Form):
    """Words added to one's own review, with the stars as they are now."""

    stars = forms.ChoiceField(label=_("Your stars now"), choices=STARS)
    body = forms.CharField(
        label=_("What has changed?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20_000,
        help_text=_("It is added with today’s date. What you wrote before stays readable."),
        error_messages={"required": _("Please write a few words.")},
    )


class ReviewReplyForm(forms.Form):
    """A reply under a review."""

    body = forms.CharField(
        label=_("Your reply"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=20_000,
        error_messages={"required": _("Please write a few words.")},
    )
    official = forms.BooleanField(
        label=_("This is the house’s one answer, pinned below the review"), required=False
    )


class ReceiptClaimForm(forms.Form):
    """A receipt that staff will look at."""

    words = forms.CharField(
        label=_("Number and day of the receipt"), max_length=300,
        error_messages={"required": _("Write the number and the day of your receipt.")},
    )  # fmt: skip
    picture = forms.FileField(
        label=_("A picture of it"), required=False, help_text=_("Only the staff who handle orders see it.")
    )

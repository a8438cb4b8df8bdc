"""What the living page of parts shows: invented people, a form with an error, numbers that add up. Development only."""

from dataclasses import dataclass
from typing import Any

from django import forms

from goodword.catalog.covers import cover_svg
from goodword.people.faces import face_for
from goodword.site.icons import ICONS


@dataclass(frozen=True)
class Sample:
    """Somebody invented, with as much of a Person as a component asks for."""

    pk: int
    name: str
    face: dict[str, Any] | None

    def get_absolute_url(self) -> str:
        """Nowhere: a sample has no page."""
        return "#"


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Your name, as you say it", help_text="We use it exactly so.")
    order = forms.IntegerField(
        label="Order number", error_messages={"required": "Five digits; it is on the slip inside."}
    )
    space = forms.ChoiceField(label="Is it about a part of the shop?", choices=[("o", "Orders and parcels")])
    who = forms.ChoiceField(
        label="Who should read it?",
        widget=forms.RadioSelect,
        choices=[("all", "Everybody here"), ("staff", "Only the staff")],
    )
    tick = forms.BooleanField(
        label="I have a connection to this book",
        required=False,
        help_text="You know the writer, or were given a copy.",
    )
    stars = forms.ChoiceField(label="Stars", choices=[(str(n), str(n)) for n in range(1, 6)])
    picture = forms.FileField(label="Picture", required=False, help_text="JPEG or PNG.")
    text = forms.CharField(label="Know something the others haven’t said?", widget=forms.Textarea)


def parts() -> dict[str, Any]:
    """The context of site/styleguide.html."""
    months = [("June", 3), ("July", 5), ("August", 2), ("September", 9), ("October", 12), ("November", 7)]
    return {
        "form": SampleForm(
            {"name": "Pete the Ferry", "space": "o", "who": "all", "stars": "4", "text": "I saw one."}
        ),
        "staff": Sample(1, "Maya Okafor", {"skin": 6, "hair": "afro", "hair_colour": "black", "top": "teal"}),
        "champion": Sample(2, "Gwen Pritchard", face_for(4)),
        "customer": Sample(3, "Eleanor Fitch", None),
        "cover": cover_svg("The Summer Book", "Tove Jansson", 0, 12),
        "counts": {5: 118, 4: 52, 3: 21, 2: 11, 1: 9},
        "sums": {"received": 214, "published": 211, "withheld": 2, "withdrawn": 1, "held": 0},
        "tabs": [
            {"label": "Answers", "url": "#", "current": True, "count": 4},
            {"label": "Reviews", "url": "#", "count": 2},
        ],
        "points": [{"label": month, "value": value} for month, value in months],
        "values": [value for _month, value in months],
        "menu_links": [{"label": "Copy", "url": "#"}, {"label": "Report", "url": "#"}],
        "icon_names": sorted(ICONS),
    }
